package dev.yoco4j.langchain4j;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Builds a model of LangChain4j; what it says of sampling counts where a request says nothing.
///
/// Where neither says anything: temperature 1, all tokens, no penalty, another seed each time, and
/// as many tokens as fit.
///
/// @param <M> the model
public final class YocoModelBuilder<M> {
  private final Function<Settings, M> constructor;
  private final YocoChatRequestParameters.Builder parameters = YocoChatRequestParameters.builder();
  private @Nullable YocoModel model;
  private @Nullable Path folder;
  private List<ChatModelListener> listeners = List.of();

  YocoModelBuilder(Function<Settings, M> constructor) {
    this.constructor = constructor;
  }

  /// What a model is made of.
  ///
  /// @param model what answers
  /// @param ownsModel whether it is closed with the model that is built
  /// @param parameters defaults
  /// @param listeners of every request
  record Settings(
      YocoModel model,
      boolean ownsModel,
      YocoChatRequestParameters parameters,
      List<ChatModelListener> listeners) {
    void close() {
      if (ownsModel) {
        model.close();
      }
    }
  }

  /// Asks a model in memory, which stays the caller's to close.
  ///
  /// @param shared open
  /// @return this
  public YocoModelBuilder<M> model(YocoModel shared) {
    model = shared;
    return this;
  }

  /// Opens a model, which is closed with the one that is built, as [YocoModel#open] does; for other
  /// settings open one with [YocoModel#from] and pass it to [#model].
  ///
  /// @param path a model's folder
  /// @return this
  public YocoModelBuilder<M> modelFolder(Path path) {
    folder = path;
    return this;
  }

  /// Divides the logits; 0 takes the most likely token.
  ///
  /// @param value at least 0
  /// @return this
  public YocoModelBuilder<M> temperature(double value) {
    parameters.temperature(value);
    return this;
  }

  /// The fewest tokens stay that are this likely together.
  ///
  /// @param value above 0; 1 keeps all
  /// @return this
  public YocoModelBuilder<M> topP(double value) {
    parameters.topP(value);
    return this;
  }

  /// How many of the most likely tokens stay.
  ///
  /// @param value 0 keeps all
  /// @return this
  public YocoModelBuilder<M> topK(int value) {
    parameters.topK(value);
    return this;
  }

  /// Tokens stay that are at least this part as likely as the most likely one.
  ///
  /// @param value from 0, which keeps all, to 1
  /// @return this
  public YocoModelBuilder<M> minP(double value) {
    parameters.minP(value);
    return this;
  }

  /// Tokens that an answer may have.
  ///
  /// @param value at least 1
  /// @return this
  public YocoModelBuilder<M> maxOutputTokens(int value) {
    parameters.maxOutputTokens(value);
    return this;
  }

  /// Texts that end an answer and are not part of it.
  ///
  /// @param values none empty
  /// @return this
  public YocoModelBuilder<M> stopSequences(List<String> values) {
    parameters.stopSequences(values);
    return this;
  }

  /// The same seed gives the same text.
  ///
  /// @param value any number
  /// @return this
  public YocoModelBuilder<M> seed(long value) {
    parameters.seed(value);
    return this;
  }

  /// Makes tokens that the answer has already less likely.
  ///
  /// @param value from -2 to 2
  /// @return this
  public YocoModelBuilder<M> presencePenalty(double value) {
    parameters.presencePenalty(value);
    return this;
  }

  /// Makes tokens less likely for each time that the answer has them already.
  ///
  /// @param value from -2 to 2
  /// @return this
  public YocoModelBuilder<M> frequencyPenalty(double value) {
    parameters.frequencyPenalty(value);
    return this;
  }

  /// Above 1, tokens that were there before, in the prompt too, become less likely.
  ///
  /// @param value above 0; 1 is none
  /// @return this
  public YocoModelBuilder<M> repetitionPenalty(double value) {
    parameters.repetitionPenalty(value);
    return this;
  }

  /// What is added to the logits of tokens.
  ///
  /// @param values by token id, from -100 to 100
  /// @return this
  public YocoModelBuilder<M> logitBias(Map<Integer, Double> values) {
    parameters.logitBias(values);
    return this;
  }

  /// What an answer must be: text, a JSON object, or what a schema allows.
  ///
  /// @param value the form; tokens that would break it are never chosen
  /// @return this
  public YocoModelBuilder<M> responseFormat(ResponseFormat value) {
    parameters.responseFormat(value);
    return this;
  }

  /// Defaults that were built elsewhere; they count over what was said before.
  ///
  /// @param values any
  /// @return this
  public YocoModelBuilder<M> defaultRequestParameters(ChatRequestParameters values) {
    parameters.overrideWith(values);
    return this;
  }

  /// Who is told of requests, responses and errors of a chat model.
  ///
  /// @param values any number
  /// @return this
  public YocoModelBuilder<M> listeners(List<ChatModelListener> values) {
    listeners = List.copyOf(values);
    return this;
  }

  /// Builds the model.
  ///
  /// @return to be closed by the caller
  /// @throws IllegalArgumentException if no model or two were given, or one can't be opened, or a
  ///   setting is out of bounds
  public M build() {
    YocoModel shared = model;
    Path path = folder;
    if ((shared == null) == (path == null)) {
      throw new IllegalArgumentException(
          "one of model and modelFolder must be given, "
              + (path == null ? "none" : "both")
              + " was");
    }
    YocoChatRequestParameters defaults = parameters.build();
    RequestForm.check(defaults);
    YocoModel used = shared == null ? YocoModel.open(path) : shared;
    return constructor.apply(new Settings(used, shared == null, defaults, listeners));
  }
}
