"""The platform measures itself: availability, response time, defects, training, use."""
