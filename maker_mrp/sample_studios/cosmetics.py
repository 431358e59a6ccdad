"""Balms and creams, from one infused oil."""

from .types import (
    DOZEN,
    GRAM,
    KILO,
    LITRE,
    MILLILITRE,
    PIECE,
    Bought,
    Line,
    Made,
    Studio,
)

OILS, JARS = "Meadow Botanicals", "Clear Jar Company"
PACKAGING = {"maker_packaging": True}

STUDIO = Studio(
    craft="cosmetics",
    vendors=(OILS, JARS),
    bought=(
        Bought(
            "BW-ALMOND",
            "Almond oil",
            GRAM,
            OILS,
            KILO,
            13.50,
            6000,
            facts={"density": 0.92},
        ),
        Bought("BW-CALEN", "Dried calendula", GRAM, OILS, KILO, 24.00, 1500),
        Bought("BW-WAX", "Beeswax", GRAM, OILS, KILO, 15.00, 3000),
        Bought("BW-SHEA", "Shea butter", GRAM, OILS, KILO, 11.50, 3000),
        Bought(
            "BW-ALOE",
            "Aloe water",
            MILLILITRE,
            OILS,
            LITRE,
            9.80,
            4000,
            facts={"density": 1.0},
        ),
        Bought(
            "BW-TUBE", "Lip balm tube", PIECE, JARS, DOZEN, 3.00, 240, facts=PACKAGING
        ),
        Bought(
            "BW-JAR", "Jar of 60 ml", PIECE, JARS, DOZEN, 8.40, 120, facts=PACKAGING
        ),
        Bought("BW-LABEL", "Label", PIECE, JARS, DOZEN, 0.96, 400, facts=PACKAGING),
        Bought("BW-GLOVES", "Gloves", PIECE, JARS, DOZEN, 2.40, 60, "supply"),
        Bought("BW-ALC", "Cleaning alcohol", LITRE, JARS, LITRE, 7.50, 5, "supply"),
    ),
    made=(
        Made(
            "BC-OIL",
            "Calendula oil",
            GRAM,
            1000,
            (Line("BW-ALMOND", "1 kg"), Line("BW-CALEN", "150 g")),
            minutes=25,
            kind="component",
            steps="Steep at 40 °C overnight, strain.",
        ),
        Made(
            "BP-LIP",
            "Calendula lip balm",
            PIECE,
            40,
            (
                Line("BC-OIL", "100 g"),
                Line("BW-WAX", "50 g"),
                Line("BW-SHEA", "50 g"),
                Line("BW-TUBE", "40"),
                Line("BW-LABEL", "40"),
            ),
            minutes=45,
            price=5.50,
            steps="Melt wax and butter, add the oil, pour into tubes.",
        ),
        Made(
            "BP-CREAM",
            "Calendula hand cream",
            PIECE,
            10,
            (
                Line("BC-OIL", "250 g"),
                Line("BW-WAX", "40 g"),
                Line("BW-ALOE", "280 ml"),
                Line("BW-JAR", "10"),
                Line("BW-LABEL", "10"),
            ),
            minutes=50,
            price=16.00,
            steps="Both phases at 70 °C, blend until thick, fill into jars.",
        ),
    ),
    finished={"BC-OIL": 2000, "BP-LIP": 80},
    bench=("BP-CREAM", 20),
)
