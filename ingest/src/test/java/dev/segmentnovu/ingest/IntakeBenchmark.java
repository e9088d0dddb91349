package dev.segmentnovu.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.measure.SampleEvents;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What ingest does with a body between reading and enqueueing it. */
@State(Scope.Benchmark)
public class IntakeBenchmark {

  private static final BodyLimits LIMITS = RelayConfig.defaults().ingest().tracking();
  private static final int MAX_EVENTS = LIMITS.events();

  private final RelayConfig.Source source = RelayConfig.defaults().sources().get(0);
  private final List<Secret> secrets = List.of(new Secret("a-shared-secret-of-segments"));

  private final byte[] webhook = SampleEvents.track();
  private final String signature = signature(webhook);
  private final ScannedBody scannedWebhook = scanned(webhook);
  private final byte[] batch = SampleEvents.batch(100);
  private final ScannedBody scannedBatch = scanned(batch);

  /** A webhook's body is looked through. */
  @Benchmark
  public Object scanWebhook() {
    return BodyScanner.scan(webhook, MAX_EVENTS);
  }

  /** An SDK's body of a hundred events is looked through. */
  @Benchmark
  public Object scanBatch() {
    return BodyScanner.scan(batch, MAX_EVENTS);
  }

  /** A webhook's signature is checked. */
  @Benchmark
  public boolean signature() {
    return Signatures.matches(signature, webhook, 0, webhook.length, secrets);
  }

  /** A webhook's event is checked and made an entry. */
  @Benchmark
  public Object takeWebhook() {
    return taken(EntryPoint.WEBHOOK, webhook, scannedWebhook);
  }

  /** A hundred events of an SDK are checked and made entries. */
  @Benchmark
  public Object takeBatch() {
    return taken(EntryPoint.TRACKING, batch, scannedBatch);
  }

  private Object taken(EntryPoint door, byte[] bytes, ScannedBody body) {
    var received = new ReceivedBody(door, source, bytes, body, null);
    Intake intake = Intake.of(received, LIMITS, SampleEvents.RECEIVED);
    if (!intake.rejected().isEmpty()) {
      throw new IllegalStateException("Refused: " + intake.rejected());
    }
    return intake.entries();
  }

  private static ScannedBody scanned(byte[] bytes) {
    return ((BodyScanner.Result.Scanned) BodyScanner.scan(bytes, MAX_EVENTS)).body();
  }

  private String signature(byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secrets.get(0).value().getBytes(UTF_8), "HmacSHA1"));
      return HexFormat.of().formatHex(mac.doFinal(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
