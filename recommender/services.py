"""The front door: all that the shop and the accounts may call of the recommender."""

from recommender.behavior.attribution import attributed_purchases, clicked_mails, clicked_places
from recommender.behavior.beacon import Report, receive
from recommender.behavior.bulk import BulkEvent, BulkSession, BulkVisitor, behavior_loader
from recommender.behavior.consent import is_paused
from recommender.behavior.linking import has_guest_history, link_visitor
from recommender.behavior.models import EventKind, Placement
from recommender.behavior.observing import observe_visitor, stop_observing, visitor_before
from recommender.behavior.retention import erase_guest, erase_visitor
from recommender.behavior.searches import forget_searches, popular_searches, recent_searches
from recommender.behavior.services import (
    PurchasedLine,
    cancel_purchases,
    dismiss_product,
    forget_visitor,
    record_event,
    record_mail_click,
    record_purchases,
    restore_product,
)
from recommender.behavior.simulated import (
    erase_simulated,
    forget_since,
    mark_simulated,
    visitor_of_cookie,
    welcome_simulated,
)
from recommender.behavior.viewed import recently_viewed
from recommender.behavior.visitor import RequestVisitor
from recommender.insights.prediction.selectors import expected_buyers, leaves_without_buying
from recommender.insights.traffic.services import refresh_traffic
from recommender.serving.explanations import SEEN, WAITS
from recommender.serving.mail_slates import MailRequest, mail_slates, take_back_slates
from recommender.serving.news import has_news
from recommender.serving.pools import SlateRequest
from recommender.serving.replacement import serve_again, serve_replacement
from recommender.serving.reranking import rank_for_visitor
from recommender.serving.slates import ServedSlate, SlateItem, serve_slate, serve_slates
from recommender.simulation import closed_loop_report, open_arms, write_closed_loop
from recommender.visitor_record import answer_consent, forget_behavior, forget_event, visitor_tables

__all__ = [
    "SEEN",
    "WAITS",
    "BulkEvent",
    "BulkSession",
    "BulkVisitor",
    "EventKind",
    "MailRequest",
    "Placement",
    "PurchasedLine",
    "Report",
    "RequestVisitor",
    "ServedSlate",
    "SlateItem",
    "SlateRequest",
    "answer_consent",
    "attributed_purchases",
    "behavior_loader",
    "cancel_purchases",
    "clicked_mails",
    "clicked_places",
    "closed_loop_report",
    "dismiss_product",
    "erase_guest",
    "erase_simulated",
    "erase_visitor",
    "expected_buyers",
    "forget_behavior",
    "forget_event",
    "forget_searches",
    "forget_since",
    "forget_visitor",
    "has_guest_history",
    "has_news",
    "is_paused",
    "leaves_without_buying",
    "link_visitor",
    "mail_slates",
    "mark_simulated",
    "observe_visitor",
    "open_arms",
    "popular_searches",
    "rank_for_visitor",
    "receive",
    "recent_searches",
    "recently_viewed",
    "record_event",
    "record_mail_click",
    "record_purchases",
    "refresh_traffic",
    "restore_product",
    "serve_again",
    "serve_replacement",
    "serve_slate",
    "serve_slates",
    "stop_observing",
    "take_back_slates",
    "visitor_before",
    "visitor_of_cookie",
    "visitor_tables",
    "welcome_simulated",
    "write_closed_loop",
]
