"""What any office needs: registers, accounts, audit, evidence, collection, approvals. Apps import downward only."""
