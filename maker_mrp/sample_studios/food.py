"""Granola and jam from a small kitchen."""

from .types import DOZEN, GRAM, KILO, PIECE, Bought, Line, Made, Studio

GRAIN, GLASS = "Long Barn Grains", "Pantry Glass"
PACKAGING = {"maker_packaging": True}

STUDIO = Studio(
    craft="food",
    vendors=(GRAIN, GLASS),
    bought=(
        Bought("FW-OATS", "Rolled oats", GRAM, GRAIN, KILO, 2.10, 20000),
        Bought("FW-NUTS", "Hazelnuts", GRAM, GRAIN, KILO, 13.80, 5000),
        Bought("FW-HONEY", "Honey", GRAM, GRAIN, KILO, 9.60, 6000),
        Bought("FW-BERRY", "Blackberries", GRAM, GRAIN, KILO, 7.40, 10000),
        Bought("FW-SUGAR", "Cane sugar", GRAM, GRAIN, KILO, 1.90, 10000),
        Bought(
            "FW-BAG", "Paper pouch", PIECE, GLASS, DOZEN, 4.20, 144, facts=PACKAGING
        ),
        Bought(
            "FW-JAR", "Jar with lid", PIECE, GLASS, DOZEN, 7.80, 144, facts=PACKAGING
        ),
        Bought("FW-LABEL", "Label", PIECE, GLASS, DOZEN, 0.96, 400, facts=PACKAGING),
        Bought("FW-GLOVES", "Gloves", PIECE, GLASS, DOZEN, 2.40, 60, "supply"),
        Bought("FW-PAPER", "Baking paper", PIECE, GLASS, PIECE, 0.15, 200, "supply"),
    ),
    made=(
        Made(
            "FC-GRAN",
            "Honey granola",
            GRAM,
            3000,
            (
                Line("FW-OATS", "2 kg"),
                Line("FW-NUTS", "600 g"),
                Line("FW-HONEY", "500 g"),
            ),
            minutes=40,
            kind="component",
            steps="Stir, bake at 150 °C for 25 minutes, turn twice.",
        ),
        Made(
            "FP-GRAN",
            "Granola, 300 g",
            PIECE,
            10,
            (Line("FC-GRAN", "3 kg"), Line("FW-BAG", "10"), Line("FW-LABEL", "10")),
            minutes=20,
            price=9.50,
            steps="Weigh, fill, seal.",
        ),
        Made(
            "FP-JAM",
            "Blackberry jam",
            PIECE,
            12,
            (
                Line("FW-BERRY", "2 kg"),
                Line("FW-SUGAR", "1.2 kg"),
                Line("FW-JAR", "12"),
                Line("FW-LABEL", "12"),
            ),
            minutes=60,
            price=7.50,
            steps="Boil to 105 °C, fill hot, turn the jars over.",
        ),
    ),
    finished={"FC-GRAN": 6000, "FP-GRAN": 20},
    bench=("FP-JAM", 24),
)
