// Pictures of every state of the Publish page. Part of `cargo xtask journeys --shots`.
import { faulty, fileNamed, manyRecords, Publisher } from "./publisher.mjs";

/** Goes through the page; `shoot(name)` takes a picture. */
export async function publishStates(reader, shoot) {
  await reader.arrives("#/publish");
  const librarian = new Publisher(reader);
  await shoot("publish 1 choose");
  await librarian.chooses([fileNamed("export with a rather long name, all sites 2026-11-20 (1).mrc", faulty())]);
  for (const summary of await reader.page.locator(".more summary").all()) await summary.click();
  await shoot("publish 2 chosen");
  await librarian.reads();
  await librarian.isAt("check_title");
  await shoot("publish 3 report");
  for (const summary of await reader.page.locator(".mend summary").all()) await summary.click();
  await shoot("publish 4 report open");
  await librarian.makes("", "/library/");
  await shoot("publish 5 no name");
  await librarian.makes("Riverside Elementary School", "/library/");
  await librarian.isAt("try_title");
  await librarian.tries("dragn");
  await shoot("publish 6 try");
  await librarian.zips();
  await librarian.isAt("done_title");
  await shoot("publish 7 done");
  await librarian.presses("start_over");
  await librarian.chooses([fileNamed("holiday.pdf", "%PDF-1.7 not an export")]);
  await shoot("publish 8 wrong kind");
  await librarian.presses("back");
  await librarian.chooses([fileNamed("notes.txt", "Dear colleagues,\nthe meeting is on Friday.\n")]);
  await librarian.reads();
  await librarian.isAt("unusable_title");
  await shoot("publish 9 unusable");
  await librarian.presses("other_files");
  await librarian.presses(new RegExp("notes.txt"));
  const large = manyRecords(20_000);
  await librarian.chooses(["north", "south", "east", "west"].map((name) => fileNamed(`${name}.mrc`, large)));
  await librarian.reads();
  await librarian.isAt("reading_title");
  await reader.page.waitForTimeout(900);
  await shoot("publish 10 reading");
  await librarian.presses("cancel");
  await shoot("publish 11 stopped");
}
