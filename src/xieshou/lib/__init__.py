"""Small modules named by subject: no models, nothing of the layers above."""
