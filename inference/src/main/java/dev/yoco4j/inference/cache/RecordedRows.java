package dev.yoco4j.inference.cache;

import java.util.List;

/// Keys and values of one slot of one sequence, as a recorded step finds them: at addresses that do
/// not change, and with an end that moves by one with each step.
interface RecordedRows {
  /// Whether they lie in one piece, to which a position can be added.
  boolean isRecordable();

  /// Where the parts of a position's keys and values begin.
  ///
  /// @return addresses in the memory of the GPU
  List<Long> addresses();

  /// Positions within which each head's rows are neighbours.
  long block();

  /// Positions before the next one, counted from the addresses.
  long end();

  /// Makes room for one more.
  void makeRoom();

  /// Counts the one that a step wrote.
  void written();
}
