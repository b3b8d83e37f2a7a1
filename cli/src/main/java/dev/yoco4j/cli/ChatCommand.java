package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.TextGenerator;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `yoco chat`: a conversation in the terminal.
@Command(
    name = "chat",
    description = {
      "Talk with a model: every line is a question.",
      "/reset starts over, /exit or the end of the input ends; answers alone go to standard output.",
      "SIGINT ends the conversation, within an answer after the current token; the exit code is 130"
          + " then."
    })
final class ChatCommand implements Runnable {
  /// Room for a long conversation; memory is taken as it is used.
  private static final int CONVERSATION_POSITIONS = 32_768;

  private static final String COMMANDS =
      "/reset forgets everything said, /exit or Ctrl-D ends, /help says this";

  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private SamplingOptions options = new SamplingOptions();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Override
  public void run() {
    SamplingConfig sampling = options.sampling();
    int maxTokens = options.maxTokens();
    model.check();
    engine.check();
    try (LoadedModel loaded = model.load();
        TextGenerator generator =
            loaded.engine(
                engine, Math.max(CONVERSATION_POSITIONS, loaded.model().config().maxPositions()));
        Conversation conversation =
            new Conversation(generator::open, loaded.chatTemplate(), maxTokens, sampling)) {
      System.err.println(
          "Each line is a question, /help lists commands; a model that was not trained on"
              + " conversations just continues text.");
      talk(conversation);
    }
  }

  private static void talk(Conversation conversation) {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    String prompt = isInteractive() ? "> " : "";
    boolean talking = true;
    while (talking) {
      System.err.print(prompt);
      System.err.flush();
      String line = line(in);
      if (line == null) {
        System.err.print(prompt.isEmpty() ? "" : "\n");
        return;
      }
      talking = respond(conversation, line.strip());
    }
  }

  private static @Nullable String line(BufferedReader in) {
    try {
      return in.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException("standard input can't be read: " + e.getMessage(), e);
    }
  }

  /// @return false if the conversation is over
  private static boolean respond(Conversation conversation, String line) {
    switch (line) {
      case "" -> {}
      case "/exit" -> {
        return false;
      }
      case "/reset" -> {
        conversation.reset();
        System.err.println("everything said is forgotten");
      }
      case "/help" -> System.err.println(COMMANDS);
      default -> {
        if (line.matches("/[a-z]+")) {
          System.err.println("there is no command " + line + ": " + COMMANDS);
        } else {
          return answer(conversation, line);
        }
      }
    }
    return true;
  }

  /// @return false if nobody wants more answers
  private static boolean answer(Conversation conversation, String question) {
    TextOutput out = new TextOutput();
    try (StopSignal signal = StopSignal.install()) {
      Finished finished =
          conversation.answer(question, out::print, () -> signal.getAsBoolean() || out.isGone());
      out.print("\n");
      if (finished.reason() == FinishReason.PAST_FULL) {
        System.err.println("the model's positions are full: /reset starts over");
      }
      return finished.reason() != FinishReason.CANCELLED;
    } catch (IllegalArgumentException e) {
      System.err.println(Failures.line(e) + "; /reset starts over");
      return true;
    }
  }

  @SuppressWarnings("SystemConsoleNull") // there is none where input or output is a pipe
  private static boolean isInteractive() {
    @Nullable Console console = System.console();
    return console != null && console.isTerminal();
  }
}
