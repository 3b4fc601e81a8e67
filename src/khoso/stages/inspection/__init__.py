"""What passed is signed by the agency that owns the records; what did not waits for a person or a paper.

# Luật: TT 05/2025 Đ.9.5-6
"""
