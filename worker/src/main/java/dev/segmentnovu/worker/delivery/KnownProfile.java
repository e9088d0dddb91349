package dev.segmentnovu.worker.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Sha256;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.novu.NovuRequest.DeleteSubscriber;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import dev.segmentnovu.worker.novu.NovuRequest.UpsertSubscriber;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the profile of one claimed user at Novu: the fingerprint of what was written
 * last, as long as nothing else can have been written since.
 */
final class KnownProfile {

  /** Sorted, for an identify that names its traits in another order says the same. */
  private static final ObjectWriter SORTED =
      EventCodec.JSON.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

  /** Of 72 bits: two profiles of one user have the same once in 10^21. */
  private static final int FINGERPRINT_BYTES = 9;

  private final String userId;
  private @Nullable String known;

  /** Whether a rule wrote it during this claim; Novu may do that later than it answers. */
  private boolean overwritten;

  private Profile change = new Profile.Untouched();

  /** The fingerprint of what was asked for last, and how long it is remembered. */
  private Profile.@Nullable Written asked;

  /** What {@link #asked} was made of, until that is sent: the fingerprint is made once. */
  private @Nullable UpsertSubscriber compared;

  /** What the queue remembers; nothing if a worker before this one may have written since. */
  KnownProfile(ClaimedUser user) {
    userId = user.orderingKey();
    known = user.profile();
    if (user.claims() > 1) {
      forget();
    }
  }

  /** Whether Novu has all that {@code request} says of the user, so that it need not be sent. */
  boolean has(RelayConfig.Source source, NovuRequest request) {
    if (known == null || !(request instanceof UpsertSubscriber upsert)) {
      return false;
    }
    asked = fingerprint(source, upsert);
    compared = upsert;
    return asked != null && asked.fingerprint().equals(known);
  }

  /**
   * A request is sent now. Until Novu has taken it, nothing is known of the profiles it writes.
   *
   * @return the users besides this one whose profiles it writes
   */
  Set<String> asks(RelayConfig.Source source, NovuRequest request) {
    boolean isMade = compared == request;
    compared = null;
    Profile.Written made = asked;
    asked = null;
    if (request instanceof UpsertSubscriber upsert) {
      if (!overwritten) {
        asked = isMade ? made : fingerprint(source, upsert);
      }
      return forget(upsert.subscriberId());
    } else if (request instanceof DeleteSubscriber delete) {
      return forget(delete.subscriberId());
    } else if (request instanceof Trigger trigger && !trigger.profiles().isEmpty()) {
      Set<String> others = new HashSet<>(trigger.profiles());
      if (others.remove(userId)) {
        known = null;
        change = new Profile.Overwritten();
        overwritten = true;
      }
      return others;
    }
    return Set.of();
  }

  /** Novu has taken the request that was sent last. */
  void taken() {
    if (asked != null) {
      known = asked.fingerprint();
      change = asked;
    }
  }

  /** What the next settlement says. */
  Profile change() {
    return change;
  }

  /** The queue has been told. */
  void settled() {
    change = new Profile.Untouched();
  }

  /** The others that are to be forgotten: an event that keeps no order has a key of its own. */
  private Set<String> forget(String subscriberId) {
    forget();
    return subscriberId.equals(userId) ? Set.of() : Set.of(subscriberId);
  }

  private void forget() {
    known = null;
    change = overwritten ? new Profile.Overwritten() : new Profile.Unknown();
  }

  /** Null if it is not to be remembered. */
  private Profile.@Nullable Written fingerprint(
      RelayConfig.Source source, UpsertSubscriber upsert) {
    Duration remembered = source.mapping().skipsUnchanged();
    // an event that keeps no order has a key of its own, under which no other event is found
    if (remembered.isZero() || !upsert.subscriberId().equals(userId)) {
      return null;
    }
    MessageDigest sha = Sha256.begin();
    add(sha, source.novu().url().toString());
    add(sha, source.novu().apiKey().value());
    add(sha, upsert.replace() ? "replace" : "merge");
    try {
      add(sha, SORTED.writeValueAsString(upsert.fields()));
      add(sha, SORTED.writeValueAsString(upsert.customTraits()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree of ours: cannot fail
    }
    byte[] bytes = Arrays.copyOf(sha.digest(), FINGERPRINT_BYTES);
    return new Profile.Written(Base64.getUrlEncoder().encodeToString(bytes), remembered);
  }

  private static void add(MessageDigest sha, String part) {
    sha.update(part.getBytes(StandardCharsets.UTF_8));
    sha.update((byte) 0);
  }
}
