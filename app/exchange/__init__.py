"""The workstation's border: hospital files become Records, reviewed code sets become the hospital's formats."""
