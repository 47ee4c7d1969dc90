//! Words that students put one for another: a small list a language, each line words of one form that may stand for each other.
//! The compiler takes from it what stands in a source, so that lessons carry their own few words and the player carries none.

use crate::paraphrase;

const EN: &str = "\
big large huge great enormous giant\n\
bigger larger greater\n\
small little tiny\n\
fast quick rapid swift\n\
quickly fast rapidly swiftly\n\
begin start\n\
begins starts\n\
began started\n\
begun started\n\
end finish stop\n\
ended finished stopped\n\
show demonstrate reveal prove\n\
shows demonstrates reveals proves\n\
showed demonstrated revealed proved\n\
find discover\n\
finds discovers\n\
found discovered\n\
help aid assist\n\
helps aids assists\n\
helped aided assisted\n\
make create build produce\n\
makes creates builds produces\n\
made created built produced formed\n\
use employ utilize\n\
uses employs utilizes\n\
used employed utilized\n\
say state claim tell\n\
says states claims tells\n\
said stated claimed told\n\
think believe\n\
thinks believes\n\
thought believed\n\
need require\n\
needs requires\n\
needed required\n\
get obtain receive\n\
gets obtains receives\n\
got obtained received\n\
keep hold retain\n\
keeps holds retains\n\
kept held retained\n\
rise climb grow\n\
rises climbs grows\n\
rose climbed grew\n\
fall drop sink\n\
falls drops sinks\n\
fell dropped sank\n\
come arrive\n\
comes arrives\n\
came arrived\n\
go move travel\n\
goes moves travels\n\
went moved traveled\n\
live dwell reside\n\
lives dwells resides\n\
lived dwelled resided\n\
lie rest\n\
lay sat\n\
run flow stream\n\
runs flows streams\n\
drift float\n\
drifts floats\n\
press push squeeze\n\
presses pushes squeezes\n\
pull drag tear\n\
crowd huddle gather cluster\n\
shake tremble wiggle\n\
burned burnt blazed\n\
passed handed gave\n\
lost destroyed gone\n\
wait stay\n\
waits stays\n\
many numerous countless\n\
often frequently\n\
seldom rarely hardly scarcely\n\
always constantly\n\
just merely solely\n\
important significant crucial vital\n\
hard difficult tough\n\
easy simple\n\
old ancient aged\n\
new recent modern\n\
warm hot heated\n\
cold cool chilly\n\
entire complete\n\
wrong incorrect false\n\
right correct true\n\
different distinct various\n\
near close beside\n\
river stream creek\n\
sea ocean\n\
lake pond\n\
water liquid\n\
rock rocks stone stones boulder boulders\n\
hill mountain dune\n\
road street way path\n\
town city village\n\
house home building\n\
people persons citizens folks residents\n\
children kids youngsters\n\
child kid youngster\n\
person human individual\n\
woman lady\n\
scientist researcher expert\n\
scientists researchers experts\n\
student pupil learner\n\
students pupils learners\n\
teacher educator instructor\n\
book volume\n\
books volumes\n\
beetle bug insect\n\
snail slug mollusk\n\
animal creature beast\n\
animals creatures beasts\n\
bodies frames\n\
middle center core\n\
top peak summit crest\n\
fog mist haze\n\
night evening\n\
morning dawn\n\
midnight night\n\
room space\n\
amount quantity\n\
lower bottom\n\
upper top higher\n\
speed pace\n\
job work task\n\
reason cause\n\
result outcome effect\n\
problem issue trouble\n\
idea thought concept\n\
place spot location site\n\
part piece section\n\
kind type sort\n\
food nourishment\n\
car automobile vehicle\n\
cars automobiles vehicles\n\
picture image photo\n\
money cash funds\n\
war conflict battle\n\
freezes solidifies\n\
know understand\n\
knows understands\n\
knew understood\n\
built constructed erected\n\
shell armor\n\
line row queue\n\
door gate entrance";

const ES: &str = "\
grande enorme gigantesco inmenso\n\
grandes enormes gigantescos inmensos\n\
pequeño chico diminuto\n\
pequeña chica diminuta\n\
rápido veloz\n\
rápidamente velozmente\n\
empezar comenzar iniciar\n\
empieza comienza inicia\n\
empezó comenzó inició\n\
terminar acabar finalizar\n\
terminó acabó finalizó\n\
mostrar demostrar revelar\n\
muestra demuestra revela\n\
mostró demostró reveló\n\
encontrar hallar descubrir\n\
encuentra halla descubre\n\
encontró halló descubrió\n\
ayudar asistir\n\
ayuda asiste\n\
usar utilizar emplear\n\
usa utiliza emplea\n\
usó utilizó empleó\n\
decir afirmar declarar\n\
dice afirma declara\n\
dijo afirmó declaró\n\
creer pensar\n\
cree piensa\n\
necesitar requerir\n\
necesita requiere\n\
obtener conseguir recibir\n\
subir ascender crecer\n\
sube asciende crece\n\
subió ascendió creció\n\
bajar descender caer\n\
bajó descendió cayó\n\
llegar venir\n\
llegó vino\n\
vivir habitar residir\n\
vive habita reside\n\
hacer crear producir\n\
hace crea produce\n\
hizo creó produjo\n\
construyó edificó levantó\n\
muchos numerosos\n\
muchas numerosas\n\
siempre constantemente\n\
solo solamente únicamente\n\
importante significativo crucial\n\
difícil complicado duro\n\
fácil sencillo simple\n\
viejo antiguo\n\
vieja antigua\n\
nuevo reciente moderno\n\
nueva reciente moderna\n\
todo entero completo\n\
toda entera completa\n\
río arroyo corriente\n\
mar océano\n\
lago laguna\n\
agua líquido\n\
roca piedra\n\
rocas piedras\n\
colina montaña\n\
camino calle vía\n\
pueblo ciudad aldea\n\
casa hogar vivienda\n\
gente personas ciudadanos habitantes\n\
niños chicos pequeños\n\
niño chico pequeño\n\
científicos investigadores expertos\n\
estudiantes alumnos\n\
maestra profesora docente\n\
maestro profesor docente\n\
libro volumen tomo\n\
libros volúmenes tomos\n\
escarabajo bicho insecto\n\
animal criatura bestia\n\
niebla bruma neblina\n\
noche anochecer\n\
mañana madrugada amanecer\n\
lugar sitio\n\
parte pedazo trozo sección\n\
tipo clase género\n\
problema asunto dificultad\n\
resultado consecuencia efecto\n\
razón causa motivo\n\
idea concepto pensamiento\n\
trabajo tarea labor\n\
comida alimento\n\
imagen foto fotografía\n\
dinero plata fondos\n\
guerra conflicto batalla\n\
auto coche carro automóvil";

/// For each word of a source that has some, the words that may stand for it.
pub(super) fn of(source: &str, lang: &str) -> Vec<(String, Vec<String>)> {
    let list = match lang.split('-').next() {
        Some("en") => EN,
        Some("es") => ES,
        _ => return Vec::new(),
    };
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    for (word, ..) in paraphrase::words(source) {
        if out.iter().any(|(known, _)| *known == word) {
            continue;
        }
        let mut others: Vec<String> = Vec::new();
        for line in list.lines() {
            if line.split(' ').any(|own| own == word) {
                let more = line
                    .split(' ')
                    .filter(|own| *own != word)
                    .map(str::to_owned);
                others.extend(more);
            }
        }
        others.sort();
        others.dedup();
        if !others.is_empty() {
            out.push((word, others));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_source_bring_those_that_may_stand_for_them() {
        let found = of("The river rose; the River fell.", "en-GB");
        let words: Vec<&str> = found.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(words, ["river", "rose", "fell"]);
        assert_eq!(found[0].1, ["creek", "stream"]);
        assert_eq!(of("El río", "es")[0].1, ["arroyo", "corriente"]);
        assert!(of("Der Fluss und the river", "de").is_empty());
    }

    /// A slip in the list would be seen nowhere else.
    #[test]
    fn each_line_has_words_that_are_one_word_each() {
        for list in [EN, ES] {
            assert!(list.lines().count() > 60);
            for line in list.lines() {
                let mut own: Vec<&str> = line.split(' ').collect();
                assert!(own.len() >= 2, "{line}");
                for word in &own {
                    let read = paraphrase::words(word);
                    assert!(read.len() == 1 && read[0].0 == **word, "{line}: {word}");
                    assert!(!paraphrase::is_small(word), "{line}: {word}");
                }
                own.sort_unstable();
                own.dedup();
                assert_eq!(own.len(), line.split(' ').count(), "{line}");
            }
        }
    }
}
