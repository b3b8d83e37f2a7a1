/// How far a long task is: a bar on a terminal, plain lines elsewhere, always on standard error.
///
/// [TrainingProgress] shows the events of a run, [TokenisingProgress] the making of a token file,
/// and [PhaseProgress] whatever counts. Each is closed when its task ends, also by an exception,
/// and leaves the cursor at the start of a line. None ever fails: a run that takes hours does not
/// end because nobody looks at it any more.
@NullMarked
package dev.yoco4j.cli.progress;

import org.jspecify.annotations.NullMarked;
