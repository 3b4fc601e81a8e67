"""Difficulties of agencies: questions with a deadline, an answer, and what others asked alike. # Luật: KH 82 VI.5.e"""
