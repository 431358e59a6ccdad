"""Candles in jars and tins, from one scented wax."""

from .types import DOZEN, GRAM, PIECE, POUND, Bought, Line, Made, Studio

WAX, GLASS = "Prairie Wax Supply", "Harbour Glass & Tin"
PACKAGING = {"maker_packaging": True}

STUDIO = Studio(
    craft="candles",
    vendors=(WAX, GLASS),
    bought=(
        Bought("CW-SOY", "Soy wax", GRAM, WAX, POUND, 3.10, 20000),
        Bought(
            "CW-LAV",
            "Lavender fragrance oil",
            GRAM,
            WAX,
            POUND,
            28.00,
            1800,
            facts={"density": 0.9},
        ),
        Bought("CW-WICK", "Cotton wick", PIECE, WAX, DOZEN, 1.80, 240),
        Bought("CW-JAR", "Glass jar", PIECE, GLASS, DOZEN, 11.40, 120, facts=PACKAGING),
        Bought("CW-TIN", "Travel tin", PIECE, GLASS, DOZEN, 7.20, 120, facts=PACKAGING),
        Bought("CW-LABEL", "Label", PIECE, GLASS, DOZEN, 0.96, 300, facts=PACKAGING),
        Bought("CW-GLOVES", "Gloves", PIECE, GLASS, DOZEN, 2.40, 60, "supply"),
        Bought("CW-BOX", "Shipping box", PIECE, GLASS, DOZEN, 9.60, 48, "supply"),
    ),
    made=(
        Made(
            "CC-WAX",
            "Lavender wax",
            GRAM,
            2000,
            (Line("CW-SOY", "1.86 kg"), Line("CW-LAV", "140 g")),
            minutes=20,
            kind="component",
            steps="Melt the wax at 75 °C, stir the fragrance in at 65 °C.",
        ),
        Made(
            "CP-JAR",
            "Lavender jar candle",
            PIECE,
            10,
            (
                Line("CC-WAX", "2 kg"),
                Line("CW-WICK", "10"),
                Line("CW-JAR", "10"),
                Line("CW-LABEL", "10"),
            ),
            minutes=45,
            price=24.00,
            steps="Warm the jars, centre the wicks, pour at 58 °C.",
        ),
        Made(
            "CP-TIN",
            "Lavender travel candle",
            PIECE,
            12,
            (
                Line("CC-WAX", "1.2 kg"),
                Line("CW-WICK", "12"),
                Line("CW-TIN", "12"),
                Line("CW-LABEL", "12"),
            ),
            minutes=40,
            price=14.00,
            steps="Centre the wicks, pour at 58 °C.",
        ),
    ),
    finished={"CC-WAX": 6000, "CP-JAR": 20},
    bench=("CP-TIN", 12),
)
