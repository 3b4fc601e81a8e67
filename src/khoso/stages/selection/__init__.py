"""Which dossiers deserve to be digitised: the approved list without which nothing is signed or stored."""
