package dev.yoco4j.evaluation.task;

import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.text.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Asks a model the questions of a task.
public final class TaskEvaluation {
  /// Questions that are encoded at a time: enough of each length to batch, and with long examples
  /// before them not too many to hold.
  private static final int WINDOW = 1024;

  private final RequestEncoder encoder;
  private final ContinuationScorer scorer;

  /// Prepares.
  ///
  /// @param model that is asked; stays the caller's
  /// @param tokenizer of the model
  /// @param positions the longest context with its continuation, less the last token
  public TaskEvaluation(LanguageModel model, Tokenizer tokenizer, int positions) {
    this(model, tokenizer, positions, BatchLimits.of(model.parameters().device()));
  }

  TaskEvaluation(LanguageModel model, Tokenizer tokenizer, int positions, BatchLimits limits) {
    encoder = new RequestEncoder(tokenizer, positions);
    scorer = new ContinuationScorer(model, limits);
  }

  /// Asks the questions that have no answer yet.
  ///
  /// @param task that is asked
  /// @param shots examples before each question
  /// @param answered indices of questions that need no answer
  /// @param watcher told of the questions, and asked between batches whether to stop
  /// @param each takes the answers as they come, in no particular order
  /// @throws java.util.concurrent.CancellationException if the watcher stops it
  /// @throws IllegalArgumentException if a question cannot be put in the model's tokens; the
  ///   message names it
  /// @throws IllegalStateException if the model computes no numbers
  public void run(
      Task task,
      Shots shots,
      Set<Integer> answered,
      EvaluationListener watcher,
      Consumer<Answered> each) {
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < task.questions().size(); i++) {
      if (!answered.contains(i)) {
        open.add(i);
      }
    }
    String counted = "questions of " + task.name();
    for (int from = 0; from < open.size(); from += WINDOW) {
      Window window = new Window(each, from, done -> watcher.at(counted, done, open.size()));
      for (int index : open.subList(from, Math.min(open.size(), from + WINDOW))) {
        window.add(index, encode(task, shots, index));
      }
      scorer.score(window.requests, watcher, window);
    }
  }

  private List<Request> encode(Task task, Shots shots, int index) {
    try {
      return shots.before(task.questions().get(index), index).alternatives().stream()
          .map(encoder::encode)
          .toList();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: question %d: %s".formatted(task.name(), index + 1, e.getMessage()), e);
    }
  }

  /// Gathers the scores of questions from those of their requests.
  private static final class Window implements ScoreListener {
    private record Place(int question, int alternative) {}

    private final Consumer<Answered> each;
    private final IntConsumer progress;
    private int done;
    private final List<Request> requests = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final Map<Integer, List<Request>> asked = new HashMap<>();
    private final Map<Integer, Map<Integer, Double>> scores = new HashMap<>();

    Window(Consumer<Answered> each, int done, IntConsumer progress) {
      this.each = each;
      this.done = done;
      this.progress = progress;
    }

    void add(int question, List<Request> alternatives) {
      asked.put(question, alternatives);
      scores.put(question, new HashMap<>());
      for (int i = 0; i < alternatives.size(); i++) {
        requests.add(alternatives.get(i));
        places.add(new Place(question, i));
      }
    }

    @Override
    public void scored(int request, double logProbability) {
      Place place = places.get(request);
      Map<Integer, Double> own = scores.get(place.question());
      List<Request> alternatives = asked.get(place.question());
      if (own == null || alternatives == null) {
        throw new IllegalArgumentException("request " + request + " belongs to no open question");
      }
      own.put(place.alternative(), logProbability);
      if (own.size() == alternatives.size()) {
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < alternatives.size(); i++) {
          all.add(own.getOrDefault(i, Double.NaN));
        }
        each.accept(
            new Answered(
                place.question(), all, alternatives.stream().anyMatch(Request::truncated)));
        done++;
        progress.accept(done);
      }
    }
  }
}
