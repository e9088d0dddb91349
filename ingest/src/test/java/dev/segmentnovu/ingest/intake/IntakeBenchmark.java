package dev.segmentnovu.ingest.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.ingest.admission.Signatures;
import dev.segmentnovu.measure.SampleEvents;
import dev.segmentnovu.testing.Configs;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Measures what ingest does with a body after reading and before enqueueing it. */
@State(Scope.Benchmark)
public class IntakeBenchmark {

  private static final BodyLimits LIMITS = Configs.defaults().ingest().tracking();
  private static final int MAX_EVENTS = LIMITS.events();

  private final RelayConfig.Source source = Configs.defaults().sources().get(0);
  private final List<Secret> secrets = List.of(new Secret("a-shared-secret-of-segments"));

  private final byte[] webhook = SampleEvents.track();
  private final String signature = signature(webhook);
  private final ScannedBody scannedWebhook = scanned(webhook);
  private final byte[] batch = SampleEvents.batch(100);
  private final ScannedBody scannedBatch = scanned(batch);

  /** Scans the body of a webhook. */
  @Benchmark
  public Object scanWebhook() {
    return BodyScanner.scan(webhook, MAX_EVENTS);
  }

  /** Scans a batch of a hundred events. */
  @Benchmark
  public Object scanBatch() {
    return BodyScanner.scan(batch, MAX_EVENTS);
  }

  /** Checks the signature of a webhook. */
  @Benchmark
  public boolean signature() {
    return Signatures.secretOf(signature, webhook, 0, webhook.length, secrets) != null;
  }

  /** Checks the event of a webhook and builds its entry. */
  @Benchmark
  public Object checkWebhook() {
    return entries(EntryPoint.WEBHOOK, webhook, scannedWebhook);
  }

  /** Checks a hundred events of a batch and builds their entries. */
  @Benchmark
  public Object checkBatch() {
    return entries(EntryPoint.TRACKING, batch, scannedBatch);
  }

  private Object entries(EntryPoint entryPoint, byte[] bytes, ScannedBody body) {
    var received = new ReceivedBody(entryPoint, source, bytes, body, null);
    CheckedBody checked = CheckedBody.of(received, LIMITS, SampleEvents.RECEIVED);
    if (!checked.rejected().isEmpty()) {
      throw new IllegalStateException("Rejected: " + checked.rejected());
    }
    return checked.entries();
  }

  private static ScannedBody scanned(byte[] bytes) {
    return BodyScanner.scan(bytes, MAX_EVENTS)
        .match(
            BodyScanner.Result.Scanned::body,
            malformed -> {
              throw new IllegalStateException(malformed.refusal().message());
            });
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
