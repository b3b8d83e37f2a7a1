package dev.yoco4j.server.openai;

import dev.yoco4j.server.generation.Exchange;
import dev.yoco4j.server.generation.Progress;
import dev.yoco4j.server.generation.WorkEvent;
import dev.yoco4j.server.http.EventStream;

/// A reply, streamed.
record ReplyEvents(Reply reply, Order.Delivery delivery) implements Exchange.Events {
  @Override
  public void begin(EventStream stream) {
    reply.opening().forEach(stream::send);
  }

  @Override
  public void next(WorkEvent event, EventStream stream) {
    reply.add(event);
    if (delivery.progress()) {
      Progress.of(event.event(), "prompt.progress").ifPresent(stream::send);
    }
    reply.next(event.work()).ifPresent(stream::send);
  }

  @Override
  public void end(EventStream stream) {
    if (delivery.usage()) {
      stream.send(reply.usage());
    }
  }
}
