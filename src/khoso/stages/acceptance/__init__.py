"""What counts: a dossier whose package is kept and whose every field a person stands for is accepted, no other.

# Luật: TT 05/2025 Đ.9.8
"""
