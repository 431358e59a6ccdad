"""Silver jewellery: wire by length, beads by the piece."""

from .types import CENTIMETRE, DOZEN, METRE, PIECE, Bought, Line, Made, Studio

METAL, BEADS = "Quay Street Metals", "Bead Loft"
PACKAGING = {"maker_packaging": True}

STUDIO = Studio(
    craft="jewellery",
    vendors=(METAL, BEADS),
    bought=(
        Bought("JW-WIRE", "Silver wire 0.8 mm", CENTIMETRE, METAL, METRE, 9.40, 2000),
        Bought("JW-CHAIN", "Silver chain", CENTIMETRE, METAL, METRE, 14.50, 1500),
        Bought("JW-HOOK", "Ear hook", PIECE, METAL, DOZEN, 8.40, 120),
        Bought("JW-CLASP", "Clasp", PIECE, METAL, DOZEN, 13.20, 60),
        Bought("JW-PEARL", "Freshwater pearl", PIECE, BEADS, DOZEN, 10.80, 180),
        Bought("JW-BOX", "Gift box", PIECE, BEADS, DOZEN, 9.00, 96, facts=PACKAGING),
        Bought("JW-CARD", "Care card", PIECE, BEADS, DOZEN, 0.90, 200, facts=PACKAGING),
        Bought("JW-CLOTH", "Polishing cloth", PIECE, BEADS, DOZEN, 6.00, 24, "supply"),
        Bought("JW-MAILER", "Padded mailer", PIECE, BEADS, DOZEN, 5.40, 48, "supply"),
    ),
    made=(
        Made(
            "JC-DROP",
            "Pearl drop",
            PIECE,
            10,
            (Line("JW-WIRE", "50 cm"), Line("JW-PEARL", "10")),
            minutes=30,
            kind="component",
            steps="Cut 5 cm of wire a drop, wrap a loop, trim.",
        ),
        Made(
            "JP-EAR",
            "Pearl earrings",
            PIECE,
            5,
            (
                Line("JC-DROP", "10"),
                Line("JW-HOOK", "10"),
                Line("JW-BOX", "5"),
                Line("JW-CARD", "5"),
            ),
            minutes=25,
            price=36.00,
            steps="Hang a drop on each hook, close the loop.",
        ),
        Made(
            "JP-NECK",
            "Pearl necklace",
            PIECE,
            4,
            (
                Line("JC-DROP", "4"),
                Line("JW-CHAIN", "1.8 m"),
                Line("JW-CLASP", "4"),
                Line("JW-BOX", "4"),
                Line("JW-CARD", "4"),
            ),
            minutes=30,
            price=58.00,
            steps="Cut 45 cm of chain, hang the drop, fix the clasp.",
        ),
    ),
    finished={"JC-DROP": 50, "JP-EAR": 10},
    bench=("JP-NECK", 8),
    hourly_rate=22.0,
)
