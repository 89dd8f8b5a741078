"""What causes what, on one page: for each fact, the reactions that run in its own transaction, in this order."""

from sportello import conversations
from sportello.contacts import ContactMerged
from sportello.core.events import Reactions

REACTIONS: Reactions = {
    ContactMerged: (conversations.follow_merged_contact,),
}
