"""Changes to the paper's values that fit a shop on two processor cores, as `FitOptions.extra` takes them.

The paper's own (hidden 256, batch 256, 10 epochs, decay 0.1 every 3) are the defaults of the configs.
"""

# 100,000 samples over 1,000 products in about a minute on two cores.
SHOP = {
    "embedding_size": 64,
    "hidden": 64,
    "max_length": 20,
    "dropout": 0.1,
    "forget": 0.05,
    "epochs": 2,
    "batch_size": 512,
    "learning_rate": 3e-3,  # few epochs, so faster ones …
    "decay": 0.3,
    "decay_every": 1,  # … that end in small steps
    "l2": 0.0,  # the softmax over vectors of length 1 has its own brake
    "samples_per_epoch": 60_000,
    "validation_samples": 3_000,
    "evidence": True,
    "teaching": 10_000,
}

# What the networks of one stage take of it.
SHOP_ONE_STAGE = {
    name: value
    for name, value in SHOP.items()
    if name not in ("hidden", "dropout", "forget", "evidence", "teaching")
} | {"epochs": 4, "decay": 0.5}

# Baskets of a wholesaler: long histories, nothing but purchases, 3,800 items. docs/evaluation.md says what was tried.
ONLINE_RETAIL = SHOP | {
    "evidence": False,
    "max_length": 30,
    "temperature": 0.06,
    "dropout": 0.05,
    "forget": 0.02,
    "epochs": 5,
    "learning_rate": 4e-3,
    "decay": 0.55,
    "samples_per_epoch": 90_000,
    "validation_samples": 2_500,
    "hard": 2,
}

# Sessions of anonymous visitors over tens of thousands of items: Diginetica, Yoochoose. docs/experiments.md says what was tried.
BENCHMARK = {
    "hidden": 128,
    "max_length": 20,
    "forget": 0.0,  # items without behavior cannot be targets, and have no content here
    "epochs": 3,
    "batch_size": 512,
    "learning_rate": 2e-3,
    "schedule": "one_cycle",
    "l2": 0.0,
    "click_share": 0.25,
}

PRESETS = {"shop": SHOP, "online_retail": ONLINE_RETAIL, "benchmark": BENCHMARK}
