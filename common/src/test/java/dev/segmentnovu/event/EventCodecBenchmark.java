package dev.segmentnovu.event;

import dev.segmentnovu.measure.SampleEvents;
import dev.segmentnovu.testing.Events;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An event's way into the queue and out of it. */
@State(Scope.Benchmark)
public class EventCodecBenchmark {

  private final StoredEvent webhook =
      Events.of(EventType.TRACK)
          .rawBody(SampleEvents.track())
          .messageId("8f2c1b9a-bbac-11e4-8dfc-aa07a5b093db")
          .receivedAt(SampleEvents.RECEIVED)
          .stored();

  private final StoredEvent ofBatch =
      Events.of(EventType.TRACK)
          .rawBody(SampleEvents.trackOfBatch())
          .messageId("030cda47-5884-406a-8481-000000000001")
          .receivedAt(SampleEvents.RECEIVED)
          .batch("{'library':{'name':'analytics-java','version':'3.5.4'}}", "{'All':true}")
          .batchSentAt("2026-11-23T16:11:22.173Z")
          .stored();

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
}
