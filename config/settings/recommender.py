"""Settings of the learning loop."""

from datetime import timedelta

from config import env
from recommender.training.presets import SHOP, SHOP_ONE_STAGE
from recommender.training.trigger import TriggerRules

MODEL_STORE = env.MODEL_STORE
TORCH_DEVICE = env.TORCH_DEVICE

# Behavior
VISITOR_COOKIE = "visitor"
VISITOR_COOKIE_AGE = timedelta(days=400)  # of who allowed it
VISIT_COOKIE_AGE = timedelta(days=1)  # of all others; the browser forgets it sooner, when it is closed
CONSENT_COOKIE = "consent"
CONSENT_COOKIE_AGE = timedelta(days=365)
SESSION_GAP = timedelta(minutes=30)
ATTRIBUTION_WINDOW = timedelta(days=7)
BEHAVIOR_RETENTION = timedelta(days=400)
CHECKPOINTS_KEPT = timedelta(days=30)  # of versions that nobody needs any more
BEACON_MAX_BATCH = 100
BEACON_MAX_AGE = timedelta(hours=24)
EVENT_WEIGHTS = {
    # How much a kind counts as preference; what is absent is not an interaction.
    "view": 1.0,
    "click": 1.0,
    "favorite": 2.0,
    "cart_add": 3.0,
    "review": 2.0,
    "purchase": 4.0,
}
LEAST_STARS = 3  # a review with fewer says that the product is not wanted, so it is no interaction

# Training
RECOMMENDER_ALGORITHM = "pmca_bilstm"
# Changes to the algorithm's own defaults; what a command or a run names comes on top.
RECOMMENDER_CONFIGS = {
    "pmca_bilstm": SHOP,
    "gru4rec": SHOP_ONE_STAGE | {"learning_rate": 0.01},
    "sr_gnn": SHOP_ONE_STAGE,
    "sr_gnn_no_attention": SHOP_ONE_STAGE,
    "sasrec": SHOP_ONE_STAGE,
    "gru_tam": SHOP_ONE_STAGE,
    "bilstm_transformer": SHOP_ONE_STAGE,
    "dir": SHOP_ONE_STAGE,
}
RECOMMENDER_BASELINES = ["popularity", "session_popularity", "item_knn"]
RECOMMENDER_SEED = 7
RECOMMENDER_MAX_LENGTH = 30
VALIDATION_SHARE = 0.08
TEST_SHARE = 0.08

# Updates between two trainings
UPDATE_RULES = TriggerRules(samples=5_000, loss_growth=0.1, samples_for_loss=500, rest=3_600)
UPDATE_STRATEGY = "distilled_averaged"  # of recommender/training/strategies.py
UPDATE_EXEMPLARS = 5_000  # of the past, at most, that are learned once more beside the new
# Changes to how the version was taught, for its updates: shorter steps from where it stands, and more of them.
UPDATE_CONFIG = {"epochs": 2, "learning_rate": 1e-3, "batch_size": 128}
# Of what is new to the live version: the newest judges, and the next update learns it.
UPDATE_JUDGING_SHARE = 0.2

# Gate
GATE_METRIC = "NDCG@20"
GATE_TOLERANCE = 0.02  # a challenger may be this share worse than the live model, not more
GATE_MAX_SAMPLES = 20_000

# Serving
LIST_LENGTH = 100
LIST_DIVERSITY = 0.2  # how much likeness to what stands above counts against a score: 0 not at all, 1 alone
SHELF_CATEGORY_SHARE = 0.34  # of one category, in a shelf that is about nothing in particular
SEARCH_TASTE = 1.0  # how much a visitor's taste moves what a search found: 0 not at all, 1 as measured
REFRESH_SHARD_SIZE = 2_000  # many, so that histories of like length meet
REFRESH_ACTIVE_WITHIN = timedelta(days=60)
REFRESH_DEBOUNCE = timedelta(seconds=30)

# Segments
SEGMENT_ACTIVE_WITHIN = timedelta(days=180)  # who stayed away for longer is in none
SEGMENT_SAMPLE = 20_000  # visitors that the clusters are learned from
SEGMENT_LEAST_VISITORS = 50  # fewer make no segments
SEGMENT_LEAST_FANS = (
    3  # visitors of a segment who must like a product: fewer would tell of a person, not of a segment
)
SEGMENT_HALF_LIFE_DAYS = 30.0

# Purchase prediction
PURCHASE_LOG_WITHIN = timedelta(days=180)  # what of the log it learns from and is asked about
PURCHASE_LOG_EVENTS = 1_000_000  # of a longer one, whole visitors at random
PURCHASE_UNLIKELY_BELOW = (
    0.25  # about the base rate of a session: whoever lies below is less likely to buy than others
)
DEMAND_BUYERS_SHARE = (
    0.25  # of the expected demand that is shared out by what likely buyers looked at: docs/purchases.md
)
