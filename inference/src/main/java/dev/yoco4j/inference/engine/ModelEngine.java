package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.EngineStatus;
import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.GenerationSession;
import dev.yoco4j.inference.Submission;
import dev.yoco4j.inference.TextGenerator;
import dev.yoco4j.inference.engine.Job.WhenCancelled;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.text.Tokenizer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Generation with a model in this process: one platform thread owns the device, and requests of
/// any number of callers take turns on it.
///
/// Sequences generate together in one batch, whatever their lengths; prompts are taken in by
/// segments in between. Bad requests are refused on the caller's thread, before anything is
/// allocated.
public final class ModelEngine implements TextGenerator {
  private final EngineConfig config;
  private final Prompts prompts;
  private final BlockingQueue<Consumer<Scheduler>> tasks = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile EngineStatus status;
  private volatile boolean closed;

  /// Starts an engine.
  ///
  /// @param model stays the caller's, who closes it after the engine and uses it for nothing else
  ///   meanwhile
  /// @param tokenizer the model's; ids that only the model knows are never generated
  /// @param config how to run it
  /// @throws IllegalArgumentException if the budget does not even hold the weights
  public ModelEngine(LanguageModel model, Tokenizer tokenizer, EngineConfig config) {
    this.config = config;
    config.budget().refuseIfFullAlready();
    prompts = new Prompts(model, tokenizer, config);
    Scheduler scheduler = new Scheduler(model, tokenizer, config);
    status = scheduler.status();
    thread = Thread.ofPlatform().name("yoco-engine").daemon().unstarted(() -> run(scheduler));
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

  /// What the engine is doing.
  ///
  /// @return as of the last step
  public EngineStatus status() {
    return status;
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
    Job job = new Job(tokens, request, events, cancelled, whenCancelled, thread);
    enqueue(scheduler -> scheduler.add(job));
    return job;
  }

  private void enqueue(Consumer<Scheduler> task) {
    synchronized (tasks) {
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

  private void run(Scheduler scheduler) {
    try {
      while (!closed) {
        work(scheduler);
        tell(scheduler);
      }
      tasks.forEach(task -> task.accept(scheduler)); // what came last is cancelled with the others
    } catch (RuntimeException | Error e) {
      breakDown(scheduler, e);
    }
    try (scheduler) {
      scheduler.cancelAll();
    } finally {
      tell(scheduler);
    }
  }

  /// Whoever waits for a request sees a status in which it is over.
  private void tell(Scheduler scheduler) {
    status = scheduler.status();
    scheduler.deliver();
  }

  /// Nobody may wait for ever, whatever went wrong.
  private void breakDown(Scheduler scheduler, Throwable why) {
    synchronized (tasks) {
      closed = true;
    }
    tasks.forEach(task -> task.accept(scheduler));
    scheduler.failAll(why);
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
