package dev.segmentnovu.worker.novu;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.testing.Quoted;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The work for a call to Novu and its response, without the HTTP call. */
@State(Scope.Benchmark)
public class NovuCallBenchmark {

  private static final int MANY = 100;

  private final RelayConfig.Novu novu =
      Sources.source("web")
          .novu(URI.create("https://api.novu.co"), "a-key-of-thirty-two-characters-..")
          .timeout(Duration.ofSeconds(5))
          .novu();

  private final ObjectNode properties =
      Quoted.json(
          "{'order_id':'50314b8e9bcf','revenue':39.95,'total':120,'currency':'EUR',"
              + "'products':[{'sku':'45790-32','quantity':1},{'sku':'46493-32','quantity':2}]}");

  private final ObjectNode fields =
      Quoted.json(
          "{'email':'peter@example.com','firstName':'Peter','lastName':'Gibbons',"
              + "'locale':'en-US','phone':'+15551234567','timezone':'Europe/Amsterdam'}");

  private final NovuRequest.Trigger request = trigger(0);
  private final NovuCall call = NovuCall.trigger(request);
  private final byte[] body = call.bytes();
  private final Attempt attempt =
      new Attempt("web:8f2c1b9a-bbac-11e4-8dfc-aa07a5b093db", 0, 0, 0, true);

  private final List<NovuCall> triggers =
      IntStream.range(0, MANY).mapToObj(i -> NovuCall.trigger(trigger(i))).toList();
  private final List<NovuCall> changes =
      IntStream.range(0, MANY)
          .mapToObj(i -> NovuCall.changeSubscriber("97980cfea" + i, fields))
          .toList();
  private final NovuCall change = changes.get(0);
  private final List<byte[]> parts =
      triggers.stream().map(each -> BatchKind.TRIGGERS.part(each)).toList();

  private final byte[] responseBytes =
      IntStream.range(0, MANY)
          .mapToObj(
              i ->
                  "{\"acknowledged\":true,\"status\":\"processed\",\"transactionId\":\""
                      + trigger(i).transactionId()
                      + "\"}")
          .collect(Collectors.joining(",", "{\"data\":[", "]}"))
          .getBytes(UTF_8);
  private final NovuResponse responseToBatch = NovuResponse.of(ResponseHead.of(201), responseBytes);
  private final NovuResponse replyOfSubscribers =
      NovuResponse.of(
          ResponseHead.of(201),
          IntStream.range(0, MANY)
              .mapToObj(i -> "{\"subscriberId\":\"97980cfea" + i + "\"}")
              .collect(Collectors.joining(",", "{\"data\":{\"updated\":[", "],\"created\":[]}}"))
              .getBytes(UTF_8));

  /** Encodes a trigger. */
  @Benchmark
  public byte[] triggerBytes() {
    return NovuCall.trigger(request).bytes();
  }

  /** Encodes a change of a subscriber. */
  @Benchmark
  public byte[] changeBytes() {
    return NovuCall.changeSubscriber("97980cfea0067", fields).bytes();
  }

  /** Makes the idempotency key of a call. */
  @Benchmark
  public String idempotencyKey() {
    return IdempotencyKey.of(novu, call.method(), call.path(), body, attempt);
  }

  /** Encodes a change of a subscriber as a part of a batch. */
  @Benchmark
  public byte[] changeAsPart() {
    BatchKind kind = change.batchKind();
    if (kind == null) {
      throw new IllegalStateException("It cannot");
    }
    return kind.part(change);
  }

  /** Encodes a batch of a hundred calls. */
  @Benchmark
  public byte[] batchBody() {
    return BatchKind.TRIGGERS.body(parts);
  }

  /** Parses the response to a batch of a hundred calls. */
  @Benchmark
  public NovuResponse readBatchResponse() {
    return NovuResponse.of(ResponseHead.of(201), responseBytes);
  }

  /** Splits the response to a batch of a hundred triggers. */
  @Benchmark
  public Object outcomesOfTriggers() {
    return answered(BatchResults.of(BatchKind.TRIGGERS, triggers, responseToBatch));
  }

  /** Splits the response to a batch of a hundred subscribers. */
  @Benchmark
  public Object outcomesOfSubscribers() {
    return answered(BatchResults.of(BatchKind.SUBSCRIBERS, changes, replyOfSubscribers));
  }

  private static List<Optional<CallOutcome>> answered(List<Optional<CallOutcome>> parts) {
    if (parts.get(0).isPresent()) {
      return parts;
    }
    throw new IllegalStateException("Not answered: " + parts.get(0));
  }

  private NovuRequest.Trigger trigger(int i) {
    return NovuRequest.Trigger.of(
        "97980cfea" + i,
        "receipt",
        properties,
        "web:8f2c1b9a-bbac-11e4-8dfc-aa07a5b0" + i + ":receipt");
  }
}
