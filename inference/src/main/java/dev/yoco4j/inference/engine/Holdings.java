package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.cache.MemoryCount;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.inference.prefix.PrefixTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// All memory of sequences: who may begin, and which snapshots stay.
///
/// Counted is what is held now and what running sequences may still come to take, so that nothing
/// that was let in ever runs out. Snapshots go first when room is needed, the longest unused first.
final class Holdings implements AutoCloseable {
  private final EngineConfig config;
  private final PastLayout layout;
  private final long scoringBytes;
  private final long snapshotInterval;
  private final PrefixTree tree = new PrefixTree();

  /// @param scoringBytes what scoring a prompt takes beside its past; one is scored at a time
  Holdings(EngineConfig config, PastLayout layout, long scoringBytes) {
    this.config = config;
    this.layout = layout;
    this.scoringBytes = scoringBytes;
    snapshotInterval = snapshotInterval(config.prefillSegment(), layout);
  }

  /// Snapshots are so far apart that their states take no more than the positions between them.
  private static long snapshotInterval(long segment, PastLayout layout) {
    long interval = segment;
    while (layout.bytesPerPosition() > 0
        && interval * layout.bytesPerPosition() < layout.stateBytes()) {
      interval *= 2;
    }
    return interval;
  }

  /// A sequence without a past.
  SequencePast empty() {
    return new SequencePast(layout);
  }

  /// Keeps a past that came from elsewhere.
  void add(int[] tokens, SequencePast past) {
    tree.add(tokens, past);
  }

  /// Lets a job begin if there is room for all that it may come to take.
  ///
  /// @param job the job
  /// @param running sequences
  /// @param start makes a sequence of a past
  /// @return the sequence, or nothing while others take the room
  Optional<RunningSequence> admit(
      Job job, Collection<RunningSequence> running, Function<SequencePast, RunningSequence> start) {
    RunningSequence one = start.apply(begin(job));
    List<RunningSequence> all = new ArrayList<>(running);
    all.add(one);
    if (!running.isEmpty() && count(all).bytes() + growth(all) > limit()) {
      one.past().close(); // not even without snapshots
      return Optional.empty();
    }
    trim(all);
    if (isTooMuch(all)) {
      one.past().close(); // in one piece it takes a little less than behind what others share
      one = start.apply(empty());
    }
    return Optional.of(one);
  }

  /// The past of as many tokens as are in memory.
  private SequencePast begin(Job job) {
    return tree.longest(job.tokens(), job.reusable())
        .map(PrefixTree.Match::past)
        .orElseGet(this::empty);
  }

  /// Takes a snapshot if the sequence stands where one is due.
  ///
  /// @param one the sequence
  /// @param running all sequences, this one too
  void keepSnapshot(RunningSequence one, Collection<RunningSequence> running) {
    int length = Math.toIntExact(one.past().length());
    int[] tokens = one.tokens().places();
    if (config.snapshotBytes() > 0
        && length % snapshotInterval == 0
        && !tree.contains(tokens, length)) {
      tree.add(tokens, one.past().fork());
      one.tookSnapshot();
      trim(running);
    }
  }

  /// Keeps the past of a sequence that has ended as a snapshot.
  void keep(RunningSequence one, Collection<RunningSequence> others) {
    if (config.snapshotBytes() > 0 && one.past().length() > 0) {
      tree.add(one.tokens().places(), one.past());
      trim(others);
    } else {
      one.past().close();
      tree.recount();
    }
  }

  /// Forgets a sequence and the snapshots that it took.
  void forget(RunningSequence one) {
    one.past().close();
    tree.recount();
    one.snapshots().forEach(length -> tree.remove(one.tokens().places(), length));
  }

  private void trim(Collection<RunningSequence> running) {
    boolean tooMuch = isTooMuch(running);
    while (tooMuch && tree.evict()) {
      tooMuch = isTooMuch(running);
    }
  }

  private boolean isTooMuch(Collection<RunningSequence> running) {
    long all = bytes(running);
    return all + growth(running) > limit() || all - count(running).bytes() > config.snapshotBytes();
  }

  private static MemoryCount count(Collection<RunningSequence> running) {
    MemoryCount count = new MemoryCount();
    running.forEach(one -> count.add(one.past()));
    return count;
  }

  /// What sequences and snapshots hold.
  long bytes(Collection<RunningSequence> running) {
    return all(running).bytes();
  }

  /// Positions of sequences and snapshots that are in memory, those that several share once.
  long positions(Collection<RunningSequence> running) {
    return all(running).slotPositions() / Math.max(1, layout.globalSlots());
  }

  private MemoryCount all(Collection<RunningSequence> running) {
    MemoryCount count = tree.count();
    running.forEach(one -> count.add(one.past()));
    return count;
  }

  /// What running sequences may still come to take.
  long growth(Collection<RunningSequence> running) {
    boolean scoring = running.stream().anyMatch(RunningSequence::isScored);
    long pasts = running.stream().mapToLong(RunningSequence::growth).sum();
    return pasts + (scoring ? scoringBytes : 0);
  }

  /// How many of the first tokens of a sequence are in memory.
  int tokensInMemory(int[] tokens) {
    return tree.longest(tokens);
  }

  long limit() {
    return config.budget().pasts();
  }

  int snapshots() {
    return tree.size();
  }

  @Override
  public void close() {
    tree.close();
  }
}
