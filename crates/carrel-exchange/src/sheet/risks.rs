//! The risks known of each system, and how to import. Facts: ../shared/reference, catalogue 3.9 and reliability 1.1.

use super::Language;
use crate::queue::System;

/// How to import the files, step by step.
pub(super) const fn steps(system: System, language: Language) -> &'static [&'static str] {
    match (system, language) {
        (System::Destiny, Language::English) => &[
            "Check in the returned books in Destiny first, if you can. Then upload.",
            "Upload one file a day, the oldest first. Choose the day that stands in the file's name.",
            "Read Destiny's report after each file before you upload the next one.",
        ],
        (System::Destiny, Language::Spanish) => &[
            "Si puede, devuelva antes en Destiny los libros que volvieron. Después suba los archivos.",
            "Suba un archivo por día, el más antiguo primero. Elija el día que está en el nombre del archivo.",
            "Lea el informe de Destiny después de cada archivo, antes de subir el siguiente.",
        ],
        (System::Alexandria, Language::English) => &[
            "Import one script a day, the oldest first. Set the date to the day that stands in the file's name.",
            "Read the log after each script before you import the next one.",
        ],
        (System::Alexandria, Language::Spanish) => &[
            "Importe un guion por día, el más antiguo primero. Ponga la fecha que está en el nombre del archivo.",
            "Lea el registro después de cada guion, antes de importar el siguiente.",
        ],
        (System::Koha, Language::English) => &[
            "Add the file to the queue of offline circulation. Then process the queue.",
            "Read every message. Koha deletes a line once it has tried it, even when it could not do it.",
        ],
        (System::Koha, Language::Spanish) => &[
            "Añada el archivo a la cola de circulación fuera de línea. Después procese la cola.",
            "Lea cada mensaje. Koha borra una línea cuando la ha intentado, aunque no haya podido hacerla.",
        ],
        (System::Evergreen, Language::English) => &[
            "Make a new session, upload the file, wait until it is listed, then process the session.",
            "If the upload breaks off, make a new session. Do not upload into the old one again.",
            "Read the list of exceptions.",
        ],
        (System::Evergreen, Language::Spanish) => &[
            "Abra una sesión nueva, suba el archivo, espere a que aparezca en la lista y procese la sesión.",
            "Si la subida se corta, abra una sesión nueva. No suba otra vez a la antigua.",
            "Lea la lista de excepciones.",
        ],
    }
}

/// What is known to go wrong in that system.
pub(super) const fn risks(system: System, language: Language) -> &'static [&'static str] {
    match (system, language) {
        (System::Destiny, Language::English) => &[
            "The file has no times. Every loan gets the day you choose.",
            "Only check-outs and check-ins can be uploaded. Renewals, holds, fines and lost books stay with you.",
            "We do not know whether Destiny takes a check-in and a check-out of one book in the same file. If such a book is listed here, look at it.",
            "Destiny does not know that it has seen a file. Uploading it twice counts everything twice.",
        ],
        (System::Destiny, Language::Spanish) => &[
            "El archivo no tiene horas. Cada préstamo recibe el día que usted elige.",
            "Solo se pueden subir préstamos y devoluciones. Renovaciones, reservas, multas y libros perdidos quedan para usted.",
            "No sabemos si Destiny acepta la devolución y el préstamo de un mismo libro en un archivo. Si un libro así está en esta hoja, mírelo.",
            "Destiny no sabe si ya vio un archivo. Subirlo dos veces lo cuenta todo dos veces.",
        ],
        (System::Alexandria, Language::English) => &[
            "The script has no times. Every loan gets the day of the import.",
            "A barcode that is not known stops nothing. It is only in the log.",
            "Alexandria does not know that it has seen a script. Importing it twice does everything twice.",
        ],
        (System::Alexandria, Language::Spanish) => &[
            "El guion no tiene horas. Cada préstamo recibe el día de la importación.",
            "Un código desconocido no detiene nada. Solo está en el registro.",
            "Alexandria no sabe si ya vio un guion. Importarlo dos veces lo hace todo dos veces.",
        ],
        (System::Koha, Language::English) => &[
            "Importing the file twice renews every loan in it.",
            "A check-out of a book that Koha has on another card since the same day or later is dropped without a word.",
            "A return closes whichever loan is open, even a newer one.",
            "An unknown card or barcode is only a message, and the line is gone.",
        ],
        (System::Koha, Language::Spanish) => &[
            "Importar el archivo dos veces renueva todos sus préstamos.",
            "Si Koha tiene el libro en otro carné desde el mismo día o después, el préstamo se pierde sin aviso.",
            "Una devolución cierra el préstamo que esté abierto, aunque sea más nuevo.",
            "Un carné o un código desconocido es solo un mensaje, y la línea desaparece.",
        ],
        (System::Evergreen, Language::English) => &[
            "OPEN_CIRCULATION_EXISTS: the book is still on a card. Check it in, then out.",
            "ASSET_COPY_NOT_FOUND or ACTOR_CARD_NOT_FOUND: Evergreen does not know the book or the card.",
            "SKIP_ASSET_CHANGED: someone changed the book after this loan. All later lines of that book are skipped, too.",
            "ROUTE-ITEM: the book has a hold or belongs to another branch. Put it aside.",
            "COPY_STATUS_LOST: the book was marked lost. Mark it found.",
            "MAX_RENEWALS_REACHED: the loan keeps its old date.",
            "Uploading the file twice makes exceptions of all of it.",
        ],
        (System::Evergreen, Language::Spanish) => &[
            "OPEN_CIRCULATION_EXISTS: el libro sigue en un carné. Devuélvalo y préstelo otra vez.",
            "ASSET_COPY_NOT_FOUND o ACTOR_CARD_NOT_FOUND: Evergreen no conoce el libro o el carné.",
            "SKIP_ASSET_CHANGED: alguien cambió el libro después de este préstamo. Se saltan también las líneas siguientes de ese libro.",
            "ROUTE-ITEM: el libro tiene una reserva o es de otra biblioteca. Apártelo.",
            "COPY_STATUS_LOST: el libro figura como perdido. Márquelo como encontrado.",
            "MAX_RENEWALS_REACHED: el préstamo conserva su fecha.",
            "Subir el archivo dos veces convierte todo en excepciones.",
        ],
    }
}
