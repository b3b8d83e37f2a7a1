package dev.yoco4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.internal.Json;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.text.ByteTokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class YocoChatModelTest {
  @TempDir static Path folder;
  static YocoModel shared;

  @BeforeAll
  static void open() {
    shared = YocoModel.from(TinyFolder.write(folder)).device("cpu").positions(600).open();
  }

  @AfterAll
  static void close() {
    shared.close();
  }

  private static YocoModelBuilder<YocoChatModel> model() {
    return YocoChatModel.builder().model(shared).temperature(0).maxOutputTokens(20);
  }

  private static String continued(String text, int tokens) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] prompt = new int[bytes.length + 1];
    prompt[0] = TinyFolder.BEGIN_OF_TEXT;
    for (int i = 0; i < bytes.length; i++) {
      prompt[i + 1] = bytes[i] & 0xFF;
    }
    StringBuilder said = new StringBuilder();
    var _ =
        shared
            .engine()
            .generate(
                GenerationRequest.of(prompt, tokens, SamplingConfig.greedy()),
                event -> said.append(event.text()));
    return said.toString();
  }

  @Test
  void an_answer_continues_the_conversation_as_the_template_writes_it() {
    ChatResponse response =
        model()
            .build()
            .chat(
                SystemMessage.from("Be kind."),
                UserMessage.from(TextContent.from("a"), TextContent.from("b")),
                AiMessage.from("c"),
                UserMessage.from("d"));
    String text = "System: Be kind.\nUser: a\nb\nAssistant: c\nUser: d\nAssistant:";
    assertThat(response.aiMessage().text()).isEqualTo(continued(text, 20)).isNotEmpty();
    assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(text.length() + 1);
    assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(20);
    assertThat(response.modelName()).isEqualTo(folder.getFileName().toString());
  }

  @Test
  void an_answer_ends_with_a_stop_sequence_or_the_end_of_text() {
    String all = model().build().chat("hi");
    String stop = all.substring(3, 5);
    ChatResponse stopped =
        model().stopSequences(List.of(stop)).build().chat(List.of(UserMessage.from("hi")));
    assertThat(stopped.aiMessage().text()).isEqualTo(all.substring(0, all.indexOf(stop)));
    assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
    ChatResponse ended =
        model()
            .logitBias(Map.of(TinyFolder.END_OF_TEXT, 100.0))
            .build()
            .chat(List.of(UserMessage.from("hi")));
    assertThat(ended.aiMessage().text()).isEmpty();
    assertThat(ended.finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void what_a_request_says_counts_over_what_the_model_says() {
    YocoChatModel model = model().temperature(2).seed(1).minP(0.001).build();
    ChatRequest plain = ChatRequest.builder().messages(UserMessage.from("hi")).build();
    ChatRequest seeded =
        plain.toBuilder()
            .parameters(YocoChatRequestParameters.builder().seed(2L).maxOutputTokens(9).build())
            .build();
    String first = model.chat(plain).aiMessage().text();
    assertThat(model.chat(plain).aiMessage().text()).isEqualTo(first);
    ChatResponse other = model.chat(seeded);
    assertThat(other.tokenUsage().outputTokenCount()).isEqualTo(9);
    assertThat(first).doesNotStartWith(other.aiMessage().text());
  }

  @Test
  void penalties_and_limits_reach_the_engine() {
    String greedy = model().build().chat("hi");
    assertThat(model().topK(1).temperature(1).build().chat("hi")).isEqualTo(greedy);
    assertThat(model().topP(1e-9).temperature(1).build().chat("hi")).isEqualTo(greedy);
    assertThat(model().logitBias(Map.of((int) 'x', 100.0)).build().chat("hi"))
        .isEqualTo("x".repeat(20));
    assertThat(model().repetitionPenalty(9).build().chat("hi")).isNotEqualTo(greedy);
    assertThat(distinct(model().frequencyPenalty(2).presencePenalty(2).build().chat("hi")))
        .isGreaterThanOrEqualTo(distinct(greedy));
  }

  private static long distinct(String text) {
    return text.chars().distinct().count();
  }

  @Test
  void an_answer_has_the_form_that_was_asked_for() {
    JsonObjectSchema colour =
        JsonObjectSchema.builder()
            .description("A colour.")
            .addProperty("name", JsonEnumSchema.builder().enumValues("red", "blue").build())
            .addBooleanProperty("dark")
            .required("name", "dark")
            .build();
    JsonObjectSchema root =
        JsonObjectSchema.builder()
            .addProperty("first", JsonReferenceSchema.builder().reference("colour").build())
            .addProperty(
                "words",
                JsonArraySchema.builder()
                    .items(JsonEnumSchema.builder().enumValues("a", "b").build())
                    .build())
            .required("first")
            .definitions(Map.of("colour", colour))
            .build();
    ResponseFormat format =
        ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(JsonSchema.builder().name("answer").rootElement(root).build())
            .build();
    ChatResponse response =
        model()
            .responseFormat(format)
            .maxOutputTokens(400)
            .logitBias(Map.of((int) ',', -5.0))
            .build()
            .chat(List.of(UserMessage.from("hi")));
    assertThat(response.finishReason())
        .as(response.aiMessage().text())
        .isEqualTo(FinishReason.STOP);
    Map<?, ?> answer = Json.fromJson(response.aiMessage().text(), Map.class);
    Map<?, ?> first = (Map<?, ?>) Objects.requireNonNull(answer.get("first"));
    assertThat(first.get("name")).isIn("red", "blue");
    assertThat(model().responseFormat(ResponseFormat.JSON).build().chat("hi")).startsWith("{");
  }

  static Stream<ChatRequest> unsupported() {
    ChatRequest plain = ChatRequest.builder().messages(UserMessage.from("hi")).build();
    ToolExecutionRequest call = ToolExecutionRequest.builder().id("1").name("f").build();
    return Stream.of(
        plain.toBuilder().toolSpecifications(ToolSpecification.builder().name("f").build()).build(),
        plain.toBuilder().modelName("gpt").build(),
        with(UserMessage.from(ImageContent.from("http://localhost/a.png"))),
        with(AiMessage.from(call)),
        with(ToolExecutionResultMessage.from(call, "result")));
  }

  private static ChatRequest with(ChatMessage message) {
    return ChatRequest.builder().messages(message).build();
  }

  @ParameterizedTest
  @MethodSource("unsupported")
  void what_cannot_be_done_is_refused(ChatRequest request) {
    assertThatExceptionOfType(UnsupportedFeatureException.class)
        .isThrownBy(() -> model().build().chat(request))
        .withMessageMatching("(yoco4j|this is the model).+");
  }

  @Test
  void what_cannot_be_right_is_refused() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> model().build().chat("x".repeat(1000)))
        .withMessageContaining("do not fit");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model().topP(7).build())
        .withMessageContaining("top-p");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> YocoChatModel.builder().build())
        .withMessageContaining("model");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model().modelFolder(folder).build())
        .withMessageContaining("both");
  }

  @Test
  void a_model_is_closed_by_who_opened_it() {
    YocoChatModel borrower = model().build();
    borrower.close();
    assertThat(borrower.chat("hi")).isNotEmpty();
    YocoChatModel owner =
        YocoChatModel.builder().modelFolder(folder).temperature(0).maxOutputTokens(20).build();
    assertThat(owner.chat("hi")).isEqualTo(borrower.chat("hi"));
    owner.close();
    assertThatIllegalStateException().isThrownBy(() -> owner.chat("hi"));
  }

  @Test
  void listeners_are_told() {
    List<String> told = new ArrayList<>();
    ChatModelListener listener =
        new ChatModelListener() {
          @Override
          public void onResponse(ChatModelResponseContext context) {
            told.add(context.chatResponse().aiMessage().text());
          }
        };
    String text = model().listeners(List.of(listener)).build().chat("hi");
    assertThat(told).containsExactly(text);
  }

  @Test
  void a_language_model_continues_a_text_as_it_is() {
    var language =
        YocoLanguageModel.builder().model(shared).temperature(0).maxOutputTokens(7).build();
    var response = language.generate("Once");
    assertThat(response.content()).isEqualTo(continued("Once", 7));
    assertThat(Objects.requireNonNull(response.tokenUsage()).inputTokenCount()).isEqualTo(5);
    assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(new ByteTokenizer().beginOfText()).hasValue(TinyFolder.BEGIN_OF_TEXT);
  }
}
