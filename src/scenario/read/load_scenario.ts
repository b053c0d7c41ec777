/** From a file name to a scenario that can be played, or every reason why it cannot. @module */
import { basename, dirname } from "node:path";
import { checkMentions } from "./check_mentions.ts";
import type { Position } from "../story/position.ts";
import { createReading, type Reading } from "./reading.ts";
import { readStory, type Story } from "./read_story.ts";
import type { EdgeSpec, Scenario } from "../story/scenario.ts";
import { createStoryFiles, type StoryFiles } from "./story_files.ts";

const storiesMax = 8;

/**
 * Reads `file` and what it names in its own folder.
 *
 * @throws {ScenarioError} with every problem found; then nothing may be played (exit code 2).
 */
export function loadScenario(file: string, files: StoryFiles = createStoryFiles(dirname(file))): Scenario {
  const reading = createReading();
  const name = basename(file);
  const at = { file: files.display(name), line: 1, column: 1 };
  const story = loadStory(name, at, [], { files, reading });
  if (story !== undefined) {
    checkEdges(story.edges, reading);
    checkMentions(story.edges, reading);
  }
  reading.throwIfAny();
  return { file: at.file, ...story as Story };
}

/** What all the files of one story are read with. */
interface Shelf {
  readonly files: StoryFiles;
  readonly reading: Reading;
}

function loadStory(name: string, at: Position, readers: readonly string[], shelf: Shelf): Story | undefined {
  const { files, reading } = shelf;
  if (readers.includes(name)) return complain(`"${name}" comes after itself`);
  if (readers.length >= storiesMax) return complain(`more than ${storiesMax} stories come after each other`);
  const answer = files.read(name);
  if (!answer.ok) return complain(`Cannot open "${name}": ${answer.why}`);
  return readStory(answer.text, files.display(name), {
    reading,
    files,
    loadBefore: (before, where) => loadStory(before, where, [...readers, name], shelf),
  });

  function complain(message: string): undefined {
    reading.add(at, message);
  }
}

/** Two edges cannot have one name, one SyncTarget or one port of the machine. */
function checkEdges(edges: readonly EdgeSpec[], reading: Reading): void {
  const taken = new Set<string>();
  for (const { name, syncTarget, kindConfig, at } of edges) {
    const claims = [
      `the name ${name}`,
      `the SyncTarget ${syncTarget.workspace}/${syncTarget.name}`,
      ...kindConfig.portMappings.map(({ hostPort }) => `the hostPort ${hostPort}`),
    ];
    for (const claim of claims) {
      if (taken.has(claim)) reading.add(at, `${claim} is already taken by another edge`);
      taken.add(claim);
    }
  }
}
