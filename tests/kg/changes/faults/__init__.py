"""Random faults under write load: what was acknowledged is there, what was refused is not, or damage is named."""
