package dev.segmentnovu.queue.redis.users;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;

/**
 * The place of a record in a list of deliveries. New records come before all others, so the place
 * of a record stays the same.
 *
 * @param atMs when it was settled
 * @param source the source's name
 * @param shard the shard of the source
 * @param number its number among the records of that shard and time, from 0
 */
record DeliveryCursor(long atMs, String source, int shard, int number) {

  /** Newest first. */
  static final Comparator<DeliveryCursor> ORDER =
      Comparator.comparingLong((DeliveryCursor place) -> -place.atMs)
          .thenComparing(DeliveryCursor::source)
          .thenComparingInt(DeliveryCursor::shard)
          .thenComparingInt(DeliveryCursor::number);

  String encoded() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            (atMs + " " + source + " " + shard + " " + number).getBytes(StandardCharsets.UTF_8));
  }

  static DeliveryCursor decode(String text) {
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
      if (parts.length == 4) {
        return new DeliveryCursor(
            Long.parseLong(parts[0]),
            parts[1],
            Integer.parseInt(parts[2]),
            Integer.parseInt(parts[3]));
      }
    } catch (IllegalArgumentException e) {
      // not Base64, or without a number: the exception below says so
    }
    throw new IllegalArgumentException("cursor is not one this list gave out");
  }
}
