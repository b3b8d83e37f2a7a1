package dev.yoco4j.training.run;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.layer.ParameterSource;
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
import dev.yoco4j.training.data.TokenSequences;
import dev.yoco4j.training.data.TokenSplit;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
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
    return run(Optional.empty(), this::requireSame, stop);
  }

  /// Goes on from the newest checkpoint; from the start if there is none yet.
  ///
  /// @param stop asked after each step
  /// @return how it ended
  /// @throws IllegalArgumentException if the run was begun with other settings; the message lists
  ///   them
  public Outcome resume(BooleanSupplier stop) {
    return run(newest(), this::requireSame, stop);
  }

  /// Goes on from the newest checkpoint with a longer context: weights, optimizer state and the
  /// counts of steps, tokens and time stay; budget, schedule and the order of the data begin anew.
  ///
  /// @param stop asked after each step
  /// @return how it ended
  /// @throws IllegalArgumentException if there is no checkpoint, or if model, tokenizer, precision,
  ///   seed or validation would change; the message lists them
  public Outcome extend(BooleanSupplier stop) {
    Optional<Checkpoint> from = newest();
    if (from.isEmpty()) {
      throw new IllegalArgumentException(
          options.out() + " holds no checkpoint whose context could be extended");
    }
    return run(from, this::requireSameKind, stop);
  }

  private Optional<Checkpoint> newest() {
    List<Checkpoint> checkpoints = RunFolder.checkpoints(options.out());
    return checkpoints.isEmpty() ? Optional.empty() : Optional.of(checkpoints.getLast());
  }

  private Outcome run(
      Optional<Checkpoint> from,
      BiFunction<RunSettings, CheckpointFolder.Contents, CheckpointFolder.Contents> check,
      BooleanSupplier stop) {
    try (RunTokens tokens = RunTokens.open(options, listener)) {
      RunSettings settings =
          RunSettings.of(options.recipe(), options.budget(), tokens.file().fingerprint());
      Optional<CheckpointFolder.Contents> saved =
          from.map(checkpoint -> CheckpointFolder.read(checkpoint.folder()))
              .map(contents -> check.apply(settings, contents));
      return run(from, saved, settings, tokens, stop);
    }
  }

  private Outcome run(
      Optional<Checkpoint> from,
      Optional<CheckpointFolder.Contents> saved,
      RunSettings settings,
      RunTokens tokens,
      BooleanSupplier stop) {
    Tokenizer tokenizer = tokens.tokenizer();
    TrainingConfig training = options.recipe().training();
    ModelConfig asked = options.recipe().model();
    ModelConfig shape =
        asked
            .withVocabularySize(tokenizer.vocabularySize())
            .withMaxPositions(Math.max(asked.maxPositions(), training.sequenceLength()));
    TokenSplit split = TokenSplit.of(tokens.file(), training.validationFraction(), training.seed());
    TokenSequences data =
        TokenSequences.shuffled(split.training(), training.sequenceLength(), training.seed());
    FolderConfig config = new FolderConfig(shape, tokenizer.beginOfText(), tokenizer.endOfText());
    TrainingMemory.of(shape, training, options.device()).requireAvailable(options.device());
    try (MetricsFile metrics = metrics(saved);
        LanguageModel model =
            from.map(c -> load(c, shape, training)).orElseGet(() -> fresh(shape, training));
        Trainer trainer = new Trainer(model, data, training, options.budget())) {
      saved.ifPresent(
          contents -> CheckpointFolder.restore(from.orElseThrow().folder(), contents, trainer));
      Consumer<TrainingEvent> events =
          event -> {
            metrics.append(event);
            listener.happened(event);
          };
      Checkpointing checkpoints =
          new Checkpointing(
              options,
              config,
              tokenizer,
              settings,
              saved.map(CheckpointFolder.Contents::before).orElse(List.of()),
              events);
      begin(trainer.state(), shape, events);
      return steps(trainer, validation(split, training), checkpoints, stop);
    }
  }

  private void begin(TrainingState state, ModelConfig shape, Consumer<TrainingEvent> events) {
    events.accept(new TrainingEvent.Begun(state.step(), options.device()));
    if (!state.stage().equals(TrainingState.Stage.FIRST)) {
      events.accept(
          new TrainingEvent.Extended(
              state.step(),
              options.recipe().training().sequenceLength(),
              shape.ropeTheta(),
              state.stage().seconds()));
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

  /// By the shape that is asked for: an extension of the context changes what is no weight.
  private LanguageModel load(Checkpoint checkpoint, ModelConfig shape, TrainingConfig training) {
    try (ModelFolder folder = ModelFolder.open(checkpoint.folder())) {
      ParameterSource source = (name, _, _) -> folder.tensors().read(name);
      return LanguageModel.build(
          shape, new Parameters(source, training.precision(), options.device()));
    }
  }

  private CheckpointFolder.Contents requireSame(
      RunSettings settings, CheckpointFolder.Contents saved) {
    refuse(settings.differencesFrom(saved.settings()));
    return saved;
  }

  private CheckpointFolder.Contents requireSameKind(
      RunSettings settings, CheckpointFolder.Contents saved) {
    refuse(settings.differencesInKindFrom(saved.settings()));
    return saved.nextStage(settings);
  }

  private void refuse(List<String> differences) {
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          options.out() + " was begun with other settings: " + String.join("; ", differences));
    }
  }
}
