package dev.yoco4j.training.run;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.weights.FolderConfig;
import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.model.weights.RunFolder;
import dev.yoco4j.model.weights.RunFolder.Checkpoint;
import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.training.MetricsFile;
import dev.yoco4j.training.Trainer;
import dev.yoco4j.training.TrainingConfig;
import dev.yoco4j.training.TrainingEvent;
import dev.yoco4j.training.TrainingState;
import dev.yoco4j.training.Validation;
import dev.yoco4j.training.data.Corpus;
import dev.yoco4j.training.data.TokenCache;
import dev.yoco4j.training.data.TokenFile;
import dev.yoco4j.training.data.TokenSequences;
import dev.yoco4j.training.data.TokenSplit;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A run from text files to a model folder.
///
/// Tokenises once, steps until the budget is spent or somebody asks to stop, keeps the last few
/// checkpoints, and can go on from the newest one bit for bit (on a CPU with the same number of
/// threads).
public final class TrainingRun {
  private static final int VALIDATION_SEQUENCES = 32;

  private final RunOptions options;
  private final RunListener listener;

  /// Prepares a run.
  ///
  /// @param options what is asked for
  /// @param listener is told what happens
  public TrainingRun(RunOptions options, RunListener listener) {
    this.options = options;
    this.listener = listener;
  }

  /// How a run ended.
  ///
  /// @param state how far it came
  /// @param model the folder of the last checkpoint
  /// @param finished false if it was asked to stop before its budget was spent
  public record Outcome(TrainingState state, Path model, boolean finished) {}

  /// Begins a run in a folder that holds none.
  ///
  /// @param stop asked after each step
  /// @return how it ended
  /// @throws IllegalArgumentException if the folder holds checkpoints, or the data does not suffice
  public Outcome start(BooleanSupplier stop) {
    if (!RunFolder.checkpoints(options.out()).isEmpty()) {
      throw new IllegalArgumentException(
          options.out()
              + " holds checkpoints of an earlier run: give --resume to go on, or another --out");
    }
    return run(Optional.empty(), stop);
  }

  /// Goes on from the newest checkpoint; from the start if there is none yet.
  ///
  /// @param stop asked after each step
  /// @return how it ended
  /// @throws IllegalArgumentException if the run was begun with other settings; the message lists
  ///   them
  public Outcome resume(BooleanSupplier stop) {
    List<Checkpoint> checkpoints = RunFolder.checkpoints(options.out());
    return run(checkpoints.isEmpty() ? Optional.empty() : Optional.of(checkpoints.getLast()), stop);
  }

  private Outcome run(Optional<Checkpoint> from, BooleanSupplier stop) {
    // Before anything is made: a path that is not there leaves nothing behind.
    Corpus corpus = Corpus.of(options.data(), options.corpus());
    RunDirectory.prepare(options.out());
    Tokenizer tokenizer = RunTokenizer.of(options, listener);
    TokenCache.Entry tokens =
        new TokenCache(options.out().resolve("tokens")).tokenise(corpus, tokenizer, listener);
    listener.tokenised(tokens.report());
    try (TokenFile file = tokens.open()) {
      return run(from, stop, tokenizer, file);
    }
  }

  private Outcome run(
      Optional<Checkpoint> from, BooleanSupplier stop, Tokenizer tokenizer, TokenFile file) {
    TrainingConfig training = options.recipe().training();
    ModelConfig asked = options.recipe().model();
    ModelConfig shape =
        asked
            .withVocabularySize(tokenizer.vocabularySize())
            .withMaxPositions(Math.max(asked.maxPositions(), training.sequenceLength()));
    RunSettings settings = RunSettings.of(options.recipe(), options.budget(), file.fingerprint());
    Optional<CheckpointFolder.Contents> saved =
        from.map(checkpoint -> CheckpointFolder.read(checkpoint.folder()));
    saved.ifPresent(contents -> refuseOther(settings, contents));
    TokenSplit split = TokenSplit.of(file, training.validationFraction(), training.seed());
    TokenSequences data =
        TokenSequences.shuffled(split.training(), training.sequenceLength(), training.seed());
    FolderConfig config = new FolderConfig(shape, tokenizer.beginOfText(), tokenizer.endOfText());
    TrainingMemory.of(shape, training, options.device()).requireAvailable(options.device());
    try (MetricsFile metrics = metrics(saved);
        LanguageModel model =
            from.map(c -> load(c, training)).orElseGet(() -> fresh(shape, training));
        Trainer trainer = new Trainer(model, data, training, options.budget())) {
      saved.ifPresent(
          contents -> CheckpointFolder.restore(from.orElseThrow().folder(), contents, trainer));
      Consumer<TrainingEvent> events =
          event -> {
            metrics.append(event);
            listener.happened(event);
          };
      Checkpointing checkpoints = new Checkpointing(options, config, tokenizer, settings, events);
      events.accept(new TrainingEvent.Begun(trainer.state().step(), options.device()));
      return steps(trainer, validation(split, training), checkpoints, stop);
    }
  }

  private Outcome steps(
      Trainer trainer,
      Optional<Validation> validation,
      Checkpointing checkpoints,
      BooleanSupplier stop) {
    while (!trainer.finished() && !stop.getAsBoolean()) {
      TrainingEvent event = trainer.step();
      checkpoints.events().accept(event);
      boolean last = trainer.finished();
      if (last || event.step() % options.validateEvery() == 0) {
        validation.ifPresent(
            v -> checkpoints.events().accept(v.measure(trainer.model(), event.step())));
      }
      if (!last && event.step() % options.saveEvery() == 0) {
        checkpoints.save(trainer);
      }
    }
    Path folder = checkpoints.save(trainer);
    return new Outcome(trainer.state(), folder, trainer.finished());
  }

  private MetricsFile metrics(Optional<CheckpointFolder.Contents> saved) {
    Path file = options.out().resolve(MetricsFile.NAME);
    return saved
        .map(contents -> MetricsFile.resume(file, contents.state().step()))
        .orElseGet(() -> MetricsFile.open(file));
  }

  private static Optional<Validation> validation(TokenSplit split, TrainingConfig training) {
    return split.validation().tokens() > training.sequenceLength()
        ? Optional.of(
            new Validation(
                TokenSequences.inOrder(split.validation(), training.sequenceLength()),
                VALIDATION_SEQUENCES))
        : Optional.empty();
  }

  private LanguageModel fresh(ModelConfig shape, TrainingConfig training) {
    return LanguageModel.build(
        shape, Parameters.random(training.seed(), training.precision(), options.device()));
  }

  private LanguageModel load(Checkpoint checkpoint, TrainingConfig training) {
    try (ModelFolder folder = ModelFolder.open(checkpoint.folder())) {
      return folder.load(training.precision(), options.device());
    }
  }

  private void refuseOther(RunSettings settings, CheckpointFolder.Contents saved) {
    List<String> differences = settings.differencesFrom(saved.settings());
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          options.out() + " was begun with other settings: " + String.join("; ", differences));
    }
  }
}
