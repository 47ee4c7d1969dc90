//! The risks known of each system, and how to import. Facts: ../shared/reference, catalogue 3.9 and reliability 1.1.

use crate::queue::System;

/// How to import the files, step by step.
pub(crate) const fn steps(system: System) -> &'static [&'static str] {
    match system {
        System::Destiny => &[
            "Check in the returned books in Destiny first, if you can. Then upload.",
            "Upload one file a day, the oldest first. Choose the day that stands in the file's name.",
            "Read Destiny's report after each file before you upload the next one.",
        ],
        System::Alexandria => &[
            "Import one script a day, the oldest first. Set the date to the day that stands in the file's name.",
            "Read the log after each script before you import the next one.",
        ],
        System::Koha => &[
            "Add the file to the queue of offline circulation. Then process the queue.",
            "Read every message. Koha deletes a line once it has tried it, even when it could not do it.",
        ],
        System::Evergreen => &[
            "Make a new session, upload the file, wait until it is listed, then process the session.",
            "If the upload breaks off, make a new session. Do not upload into the old one again.",
            "Read the list of exceptions.",
        ],
    }
}

/// What is known to go wrong in that system.
pub(crate) const fn risks(system: System) -> &'static [&'static str] {
    match system {
        System::Destiny => &[
            "The file has no times. Every loan gets the day you choose.",
            "Only check-outs and check-ins can be uploaded. Renewals, holds, fines and lost books stay with you.",
            "We do not know whether Destiny takes a check-in and a check-out of one book in the same file. If such a book is below, look at it.",
            "Destiny does not know that it has seen a file. Uploading it twice counts everything twice.",
        ],
        System::Alexandria => &[
            "The script has no times. Every loan gets the day of the import.",
            "A barcode that is not known stops nothing. It is only in the log.",
            "Alexandria does not know that it has seen a script. Importing it twice does everything twice.",
        ],
        System::Koha => &[
            "Importing the file twice renews every loan in it.",
            "A check-out of a book that Koha has on another card since the same day or later is dropped without a word.",
            "A return closes whichever loan is open, even a newer one.",
            "An unknown card or barcode is only a message, and the line is gone.",
        ],
        System::Evergreen => &[
            "OPEN_CIRCULATION_EXISTS: the book is still on a card. Check it in, then out.",
            "ASSET_COPY_NOT_FOUND or ACTOR_CARD_NOT_FOUND: Evergreen does not know the book or the card.",
            "SKIP_ASSET_CHANGED: someone changed the book after this loan. All later lines of that book are skipped, too.",
            "ROUTE-ITEM: the book has a hold or belongs to another branch. Put it aside.",
            "COPY_STATUS_LOST: the book was marked lost. Mark it found.",
            "MAX_RENEWALS_REACHED: the loan keeps its old date.",
            "Uploading the file twice makes exceptions of all of it.",
        ],
    }
}
