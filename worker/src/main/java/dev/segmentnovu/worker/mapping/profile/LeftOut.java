package dev.segmentnovu.worker.mapping.profile;

/**
 * A value that the relay does not send, because Novu would refuse the value or the whole event. It
 * holds nothing of the value itself, so it can be counted and shown.
 *
 * @param place where the value was: {@code traits}, {@code context}, {@code to}, {@code to[2]}, …
 * @param field Novu's name of the field, one of a fixed set: {@code email}
 * @param problem what is wrong with the value: {@code is not an e-mail address}
 */
public record LeftOut(String place, String field, String problem) {

  /** A sentence for people: {@code traits.email is not an e-mail address}. */
  public String description() {
    return place + "." + field + " " + problem;
  }
}
