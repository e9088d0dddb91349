package dev.segmentnovu.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.measure.SampleEvents;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An event's way into the queue and out of it. */
@State(Scope.Benchmark)
public class EventCodecBenchmark {

  private final StoredEvent webhook =
      new StoredEvent(
          "8f2c1b9a-bbac-11e4-8dfc-aa07a5b093db",
          EventType.TRACK,
          SampleEvents.RECEIVED,
          0,
          null,
          null,
          null,
          SampleEvents.track());

  private final StoredEvent ofBatch =
      new StoredEvent(
          "030cda47-5884-406a-8481-000000000001",
          EventType.TRACK,
          SampleEvents.RECEIVED,
          0,
          json("{\"library\":{\"name\":\"analytics-java\",\"version\":\"3.5.4\"}}"),
          json("{\"All\":true}"),
          "2026-11-23T16:11:22.173Z",
          SampleEvents.trackOfBatch());

  private final byte[] entry = EventCodec.encode(webhook);
  private final byte[] entryOfBatch = EventCodec.encode(ofBatch);

  /** A webhook's event, as it goes into the queue. */
  @Benchmark
  public byte[] encode() {
    return EventCodec.encode(webhook);
  }

  /** An event of an SDK's batch, which takes the batch's members with it. */
  @Benchmark
  public byte[] encodeOfBatch() {
    return EventCodec.encode(ofBatch);
  }

  /** The header alone, as for an event that only waits. */
  @Benchmark
  public StoredEvent decode() {
    return EventCodec.decode(entry);
  }

  /** A webhook's event, as it comes out of the queue. */
  @Benchmark
  public DecodeResult decodeAndRead() {
    return EventCodec.read(EventCodec.decode(entry));
  }

  /** An event of an SDK's batch, into which the batch's members are merged. */
  @Benchmark
  public DecodeResult decodeAndReadOfBatch() {
    return EventCodec.read(EventCodec.decode(entryOfBatch));
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) EventCodec.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
