package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.GenerationEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Remembers all events of a request.
public record Recording(List<GenerationEvent> events) implements Consumer<GenerationEvent> {
  /// Nothing yet.
  public Recording() {
    this(new ArrayList<>());
  }

  @Override
  public void accept(GenerationEvent event) {
    events.add(event);
  }

  public String text() {
    return events.stream().map(GenerationEvent::text).collect(Collectors.joining());
  }

  /// Texts of the token events, and of the last event.
  List<String> texts() {
    return events.stream()
        .filter(event ->
            event instanceof GenerationEvent.Token || event instanceof GenerationEvent.Finished)
        .map(GenerationEvent::text)
        .toList();
  }

  public int[] tokens() {
    return of(GenerationEvent.Token.class).stream().mapToInt(GenerationEvent.Token::id).toArray();
  }

  public <E extends GenerationEvent> List<E> of(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
