package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.Engine;
import dev.yoco4j.inference.EngineFailedException;
import dev.yoco4j.inference.EngineLimits;
import dev.yoco4j.inference.EngineStatus;
import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.GenerationSession;
import dev.yoco4j.inference.QueueFullException;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.Submission;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SavedPast;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.inference.context.ContextFile;
import dev.yoco4j.inference.context.ContextModel;
import dev.yoco4j.inference.engine.Job.WhenCancelled;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.torch.Device;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Generation with a model in this process: one platform thread owns the device, and requests of
/// any number of callers take turns on it.
///
/// Sequences generate together in one batch, whatever their lengths; prompts are taken in by
/// segments in between. Bad requests are refused on the caller's thread, before anything is
/// allocated.
public final class ModelEngine implements Engine {
  private static final System.Logger LOG = System.getLogger(ModelEngine.class.getName());

  private final EngineConfig config;
  private final PastLayout layout;
  private final Prompts prompts;
  private final Formats formats;
  private final BlockingQueue<Consumer<Scheduler>> tasks = new LinkedBlockingQueue<>();
  private final AtomicInteger unfinished = new AtomicInteger();
  private final EngineLimits limits;
  private final Thread thread;
  private volatile EngineStatus status;
  private volatile boolean closed;
  private volatile @Nullable EngineFailedException failure;

  /// Starts an engine.
  ///
  /// @param model stays the caller's, who closes it after the engine and uses it for nothing else
  ///   meanwhile
  /// @param tokenizer the model's; ids that only the model knows are never generated
  /// @param config how to run it
  /// @throws IllegalArgumentException if the budget does not even hold the weights
  public ModelEngine(LanguageModel model, Tokenizer tokenizer, EngineConfig config) {
    this(model, tokenizer, config, model.parameters().device()::failure);
  }

  /// Starts an engine that asks after each failure whether the device can go on.
  ModelEngine(
      LanguageModel model,
      Tokenizer tokenizer,
      EngineConfig config,
      Supplier<Optional<String>> deviceFailure) {
    this.config = config;
    config.budget().refuseIfFullAlready();
    layout = config.layout(model);
    prompts = new Prompts(model, tokenizer, config);
    formats = new Formats(model, tokenizer);
    limits =
        new EngineLimits(
            config.maxPositions(),
            model.config().vocabularySize(),
            config.batch(),
            config.queue(),
            layout.bytesPerPosition(),
            layout.stateBytes(),
            config.budget().pasts());
    Scheduler scheduler = new Scheduler(model, tokenizer, config, deviceFailure);
    status = scheduler.status();
    Device device = model.parameters().device();
    thread =
        Thread.ofPlatform()
            .name("yoco-engine")
            .daemon()
            .unstarted(() -> {
              var _ = device.onOwnStream(() -> run(scheduler));
            });
    thread.start();
  }

  /// Starts an engine for as many positions as the model was made for.
  ///
  /// @param model stays the caller's
  /// @param tokenizer the model's
  public ModelEngine(LanguageModel model, Tokenizer tokenizer) {
    this(model, tokenizer, EngineConfig.of(model));
  }

  /// How the engine runs its model.
  ///
  /// @return the configuration that it was started with
  public EngineConfig config() {
    return config;
  }

  @Override
  public EngineStatus status() {
    return status;
  }

  @Override
  public Optional<String> failure() {
    return Optional.ofNullable(failure).map(Throwable::getMessage);
  }

  @Override
  public EngineLimits limits() {
    return limits;
  }

  @Override
  public int tokensInMemory(TokenIds tokens) {
    if (Thread.currentThread().equals(thread)) {
      throw new IllegalStateException("the device's thread can't wait for itself");
    }
    CompletableFuture<Integer> found = new CompletableFuture<>();
    enqueue(scheduler -> found.complete(scheduler.holdings().tokensInMemory(tokens.toArray())));
    return found.join();
  }

  @Override
  public Submission submit(
      GenerationRequest request, Consumer<GenerationEvent> events, BooleanSupplier cancelled) {
    return submit(new int[0], request, events, cancelled, WhenCancelled.FORGET);
  }

  /// Queues a request that continues tokens said before.
  Job submit(
      int[] history,
      GenerationRequest request,
      Consumer<GenerationEvent> events,
      BooleanSupplier cancelled,
      WhenCancelled whenCancelled) {
    int[] tokens = prompts.tokens(history, request);
    var constrained = formats.text(request);
    Job job = new Job(tokens, request, events, cancelled, whenCancelled, thread);
    return enqueue(job.writing(constrained));
  }

  /// Takes tokens in and writes the past to a file.
  ///
  /// Whole blocks of positions are saved; the tokens of the last one, if it is not full, are saved
  /// as tokens and taken in again by who goes on.
  ///
  /// @param tokens from the start of the sequence, at least one
  /// @param saved the engine's model
  /// @param file where to; replaced in one step
  /// @param events told of the progress, on the device's thread
  /// @param cancelled asked before each part, on the same thread; nothing is written then
  /// @return on its way; finishes when the file is there
  /// @throws IllegalArgumentException as [#submit]
  public Submission save(
      TokenIds tokens,
      ContextModel saved,
      Path file,
      Consumer<GenerationEvent> events,
      BooleanSupplier cancelled) {
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("a context to save must have at least 1 token, had 0");
    }
    int whole = Math.toIntExact(tokens.size() - tokens.size() % KeyValueSpan.BLOCK);
    var none = GenerationRequest.of(new int[0], 0, SamplingConfig.greedy());
    prompts.check(tokens.toArray());
    Job job =
        new Job(
                Arrays.copyOf(tokens.toArray(), whole),
                none,
                events,
                cancelled,
                WhenCancelled.FORGET,
                thread)
            .showing(past -> SavedPast.write(past, saved, tokens, file));
    return enqueue(job);
  }

  /// Brings a saved context back, so that requests that begin with its tokens go on from it.
  ///
  /// Takes milliseconds: keys and values stay in the mapped file, and are checked when they are
  /// first read.
  ///
  /// @param file what [#save] wrote; not to be changed while the engine runs
  /// @param running the engine's model
  /// @return the tokens of the context
  /// @throws IllegalArgumentException if it belongs to another model, or does not fit
  /// @throws dev.yoco4j.torch.CorruptFileException if it is damaged or something else
  public TokenIds restore(Path file, ContextModel running) {
    ContextFile open = ContextFile.open(file);
    try {
      open.refuseOther(running);
      TokenIds tokens = open.tokens();
      SequencePast past = SavedPast.read(open, layout, file);
      if (past.length() > 0) {
        enqueue(scheduler -> scheduler.holdings().add(tokens.toArray(), past));
      } else {
        past.close();
      }
      return tokens;
    } catch (RuntimeException e) {
      open.close();
      throw e;
    }
  }

  private Job enqueue(Job job) {
    int most = (int) Math.min(Integer.MAX_VALUE, (long) config.batch() + config.queue());
    if (unfinished.incrementAndGet() > most) {
      unfinished.decrementAndGet();
      throw new QueueFullException(most);
    }
    var _ = job.finished().whenComplete((_, _) -> unfinished.decrementAndGet());
    enqueue(scheduler -> scheduler.add(job));
    return job;
  }

  private void enqueue(Consumer<Scheduler> task) {
    synchronized (tasks) {
      EngineFailedException failed = failure;
      if (failed != null) {
        throw new EngineFailedException(failed);
      }
      if (closed) {
        throw new IllegalStateException("the engine is closed");
      }
      tasks.add(task);
    }
  }

  @Override
  public GenerationSession open() {
    return new EngineSession(this);
  }

  /// All work of the device's thread.
  private EngineStatus run(Scheduler scheduler) {
    try {
      while (!closed) {
        work(scheduler);
        tell(scheduler);
      }
      tasks.forEach(task -> task.accept(scheduler)); // what came last is cancelled with the others
    } catch (RuntimeException | Error e) {
      breakDown(scheduler, e);
    }
    try {
      end(scheduler);
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "the engine's memory could not be given back", e);
    }
    return status;
  }

  private void end(Scheduler scheduler) {
    try (scheduler) {
      scheduler.cancelAll();
    } finally {
      tell(scheduler);
    }
  }

  /// Whoever waits for a request sees a status in which it is over.
  private void tell(Scheduler scheduler) {
    try {
      status = scheduler.status();
    } finally {
      scheduler.deliver();
    }
  }

  /// Nobody may wait for ever, whatever went wrong.
  private void breakDown(Scheduler scheduler, Throwable why) {
    EngineFailedException failed =
        why instanceof EngineFailedException known
            ? known
            : new EngineFailedException(String.valueOf(why), why);
    LOG.log(System.Logger.Level.ERROR, failed.getMessage(), why);
    synchronized (tasks) {
      failure = failed;
      closed = true;
    }
    tasks.forEach(task -> task.accept(scheduler));
    scheduler.failAll(failed);
  }

  private void work(Scheduler scheduler) {
    if (scheduler.isIdle()) {
      try {
        tasks.take().accept(scheduler);
      } catch (InterruptedException _) {
        return; // a consumer's doing: the thread ends with the engine only
      }
    }
    for (var task = tasks.poll(); task != null; task = tasks.poll()) {
      task.accept(scheduler);
    }
    scheduler.step();
  }

  /// Cancels what is under way and gives all memory back.
  @Override
  public void close() {
    synchronized (tasks) {
      if (!closed) {
        closed = true;
        tasks.add(_ -> {}); // wakes the thread, which looks at `closed` then
      }
    }
    boolean interrupted = false;
    while (thread.isAlive() && !Thread.currentThread().equals(thread)) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
