package dev.segmentnovu.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Writes events into the queue and reads them back. An entry is a header of one line of JSON, a
 * line feed, and the client's bytes. Numbers are read as {@link java.math.BigDecimal}, so that Novu
 * gets what the client sent.
 */
public final class EventCodec {

  /**
   * The mapper of all code that reads or writes events: exact numbers, UTF-8 only. Whatever the
   * bytes are, its {@code readTree} throws nothing but a {@link JsonProcessingException}.
   */
  public static final ObjectMapper JSON = EventJson.create();

  private EventCodec() {}

  /** The entry for {@code event}. */
  public static byte[] encode(StoredEvent event) {
    byte[] body = event.body();
    var writer =
        new EntryWriter(
            event.door(),
            event.receivedAt(),
            event.replays(),
            event.deadLetterId(),
            event.forced(),
            event.trigger(),
            event.batchContext(),
            event.batchIntegrations(),
            event.batchSentAt());
    String trace = event.trace();
    return (trace == null ? writer : writer.traced(trace))
        .entry(event.messageId(), event.type(), body, 0, body.length);
  }

  /**
   * The stored event of an entry.
   *
   * @throws IllegalArgumentException if {@code entry} was not written by {@link EntryWriter}
   */
  public static StoredEvent decode(byte[] entry) {
    return EntryReader.read(entry);
  }

  /**
   * The event in {@code stored}, with the batch's {@code context} and {@code integrations} merged
   * in.
   */
  public static DecodeResult read(StoredEvent stored) {
    return EventReader.read(stored);
  }

  /**
   * The event in {@code stored} as its sender wrote it, with the batch's {@code context} and {@code
   * integrations} merged in; empty if it is no JSON object.
   */
  public static Optional<ObjectNode> withBatch(StoredEvent stored) {
    return EventReader.withBatch(stored);
  }

  /**
   * What is wrong with a JSON text, in words for its sender.
   *
   * @param e as thrown by {@link #JSON}
   */
  public static String problem(JsonProcessingException e) {
    return EventJson.problem(e);
  }
}
