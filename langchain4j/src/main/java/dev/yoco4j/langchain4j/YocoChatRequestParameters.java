package dev.yoco4j.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// LangChain4j's parameters of a request, and those that only yoco4j has.
///
/// What is `null` is not said, and the model's default counts.
public final class YocoChatRequestParameters extends DefaultChatRequestParameters {
  private final @Nullable Double minP;
  private final @Nullable Double repetitionPenalty;
  private final @Nullable Long seed;
  private final @Nullable Map<Integer, Double> logitBias;

  private YocoChatRequestParameters(Builder builder) {
    super(builder);
    minP = builder.minP;
    repetitionPenalty = builder.repetitionPenalty;
    seed = builder.seed;
    logitBias = builder.logitBias == null ? null : Map.copyOf(builder.logitBias);
  }

  /// Nothing said.
  ///
  /// @return a builder
  public static Builder builder() {
    return new Builder();
  }

  /// Tokens stay that are at least this part as likely as the most likely one.
  ///
  /// @return from 0 to 1, or null
  public @Nullable Double minP() {
    return minP;
  }

  /// Above 1, tokens that were there before become less likely.
  ///
  /// @return above 0, or null
  public @Nullable Double repetitionPenalty() {
    return repetitionPenalty;
  }

  /// The same seed gives the same text.
  ///
  /// @return any number, or null for another one each time
  public @Nullable Long seed() {
    return seed;
  }

  /// What is added to the logits of tokens.
  ///
  /// @return by token id, from -100 to 100, or null
  public @Nullable Map<Integer, Double> logitBias() {
    return logitBias;
  }

  @Override
  public YocoChatRequestParameters overrideWith(ChatRequestParameters that) {
    return builder().overrideWith(this).overrideWith(that).build();
  }

  @Override
  public YocoChatRequestParameters defaultedBy(ChatRequestParameters that) {
    return builder().overrideWith(that).overrideWith(this).build();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof YocoChatRequestParameters that
            && super.equals(that)
            && Objects.equals(minP, that.minP)
            && Objects.equals(repetitionPenalty, that.repetitionPenalty)
            && Objects.equals(seed, that.seed)
            && Objects.equals(logitBias, that.logitBias));
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), minP, repetitionPenalty, seed, logitBias);
  }

  /// Builds [YocoChatRequestParameters].
  public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {
    private @Nullable Double minP;
    private @Nullable Double repetitionPenalty;
    private @Nullable Long seed;
    private @Nullable Map<Integer, Double> logitBias;

    private Builder() {}

    @Override
    public Builder overrideWith(ChatRequestParameters parameters) {
      super.overrideWith(parameters);
      if (parameters instanceof YocoChatRequestParameters that) {
        minP = that.minP == null ? minP : that.minP;
        repetitionPenalty =
            that.repetitionPenalty == null ? repetitionPenalty : that.repetitionPenalty;
        seed = that.seed == null ? seed : that.seed;
        logitBias = that.logitBias == null ? logitBias : that.logitBias;
      }
      return this;
    }

    /// Tokens stay that are at least this part as likely as the most likely one.
    ///
    /// @param part from 0, which keeps all, to 1
    /// @return this
    public Builder minP(@Nullable Double part) {
      minP = part;
      return this;
    }

    /// Above 1, tokens that were there before become less likely.
    ///
    /// @param penalty above 0; 1 is none
    /// @return this
    public Builder repetitionPenalty(@Nullable Double penalty) {
      repetitionPenalty = penalty;
      return this;
    }

    /// The same seed gives the same text.
    ///
    /// @param number any
    /// @return this
    public Builder seed(@Nullable Long number) {
      seed = number;
      return this;
    }

    /// What is added to the logits of tokens.
    ///
    /// @param bias by token id, from -100 to 100
    /// @return this
    public Builder logitBias(@Nullable Map<Integer, Double> bias) {
      logitBias = bias;
      return this;
    }

    @Override
    public YocoChatRequestParameters build() {
      return new YocoChatRequestParameters(this);
    }
  }
}
