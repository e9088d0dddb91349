package dev.segmentnovu.worker.delivery.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Sha256;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.worker.novu.NovuRequest;
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
 * The fingerprint of the last write to the profile of one claimed user at Novu. It is unknown as
 * soon as anything else may have written to the profile.
 */
public final class KnownProfile {

  /** Sorted: the order of the traits of an identify means nothing. */
  private static final ObjectWriter SORTED =
      EventCodec.JSON.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

  /** 72 bits: two profiles of one user have the same fingerprint once in 10^21. */
  private static final int FINGERPRINT_BYTES = 9;

  private final String userId;
  private @Nullable String known;

  /** Whether a rule wrote the profile in this claim: Novu may do so after its response. */
  private boolean overwritten;

  private Profile change = new Profile.Untouched();

  /** The fingerprint of the latest write that Novu has not accepted yet, and its lifetime. */
  private Profile.@Nullable Written pending;

  /** The request of {@link #pending} until it is sent, so that it is hashed once. */
  private @Nullable UpsertSubscriber compared;

  /** Takes over the fingerprint that the queue stores, unless an earlier claim may have written. */
  public KnownProfile(ClaimedUser user) {
    userId = user.orderingKey();
    known = user.profile();
    if (user.claims() > 1) {
      forget();
    }
  }

  /** Whether {@code request} equals the last write, so that it need not be sent. */
  public boolean matches(RelayConfig.Source source, NovuRequest request) {
    if (known == null || !(request instanceof UpsertSubscriber upsert)) {
      return false;
    }
    pending = fingerprint(source, upsert);
    compared = upsert;
    return pending != null && pending.fingerprint().equals(known);
  }

  /**
   * A request is sent now. The profiles that it writes are unknown until Novu accepts it.
   *
   * @return the other users whose profiles it writes
   */
  public Set<String> beforeSending(RelayConfig.Source source, NovuRequest request) {
    boolean isHashed = compared == request;
    compared = null;
    Profile.Written hashed = pending;
    pending = null;
    return request.match(
        upsert -> {
          if (!overwritten) {
            pending = isHashed ? hashed : fingerprint(source, upsert);
          }
          return forget(upsert.subscriberId());
        },
        this::overwrite,
        subscribe -> Set.of(),
        device -> Set.of(),
        delete -> forget(delete.subscriberId()));
  }

  private Set<String> overwrite(Trigger trigger) {
    Set<String> profiles = trigger.profiles();
    if (profiles.isEmpty()) {
      return profiles;
    }
    Set<String> others = new HashSet<>(profiles);
    if (others.remove(userId)) {
      known = null;
      change = new Profile.Overwritten();
      overwritten = true;
    }
    return others;
  }

  /** Novu accepted the request that was sent last. */
  public void accepted() {
    if (pending != null) {
      known = pending.fingerprint();
      change = pending;
    }
  }

  /** The change that the next settlement stores. */
  public Profile change() {
    return change;
  }

  /** A settlement with the change was applied. */
  public void settled() {
    change = new Profile.Untouched();
  }

  /** The other user, if any: an event without order has an ordering key of its own. */
  private Set<String> forget(String subscriberId) {
    forget();
    return subscriberId.equals(userId) ? Set.of() : Set.of(subscriberId);
  }

  private void forget() {
    known = null;
    change = overwritten ? new Profile.Overwritten() : new Profile.Unknown();
  }

  /** The fingerprint of a write; null if the queue must not store it. */
  private Profile.@Nullable Written fingerprint(
      RelayConfig.Source source, UpsertSubscriber upsert) {
    Duration lifetime = source.mapping().skipUnchanged();
    // an event without order has an ordering key of its own, which no other event has
    if (lifetime.isZero() || !upsert.subscriberId().equals(userId)) {
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
      throw new UncheckedIOException(e); // a tree that this class made: cannot fail
    }
    byte[] bytes = Arrays.copyOf(sha.digest(), FINGERPRINT_BYTES);
    return new Profile.Written(Base64.getUrlEncoder().encodeToString(bytes), lifetime);
  }

  private static void add(MessageDigest sha, String part) {
    sha.update(part.getBytes(StandardCharsets.UTF_8));
    sha.update((byte) 0);
  }
}
