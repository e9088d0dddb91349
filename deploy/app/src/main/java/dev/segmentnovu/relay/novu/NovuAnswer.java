package dev.segmentnovu.relay.novu;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What Novu's answer to the cheapest request with an API key says about the key and the address.
 *
 * @param kind whether the source can be delivered
 * @param status Novu's HTTP status; null if there was no answer
 * @param message what it means, and what to do if something is wrong; contains no secret
 */
public record NovuAnswer(Kind kind, @Nullable Integer status, String message) {

  /** The path, with its query, of the cheapest request that needs an API key. */
  public static final String PATH = "/v2/workflows?limit=1";

  /** Whether a source can be delivered. */
  public enum Kind {
    /** Novu takes the key. */
    GOOD,
    /** Novu answers, and the configuration or the plan is wrong. */
    BAD,
    /** Novu does not answer, or cannot now. */
    AWAY
  }

  /** What a status means. */
  public static NovuAnswer of(URI url, int status) {
    return switch (status) {
      case 200 -> new NovuAnswer(Kind.GOOD, status, url + " takes the key");
      case 401, 403 ->
          new NovuAnswer(
              Kind.BAD,
              status,
              url
                  + " refuses the key ("
                  + status
                  + "): copy the secret key of the environment from Novu into novu.apiKey"
                  + " (NOVU_API_KEY), and see that novu.url (NOVU_API_URL) is its region");
      case 402 ->
          new NovuAnswer(Kind.BAD, status, url + " answers 402: the plan at Novu is used up");
      case 404 ->
          new NovuAnswer(
              Kind.BAD, status, url + " is no Novu with workflows of version 2: check novu.url");
      default ->
          new NovuAnswer(
              Kind.AWAY, status, url + " answers " + status + ": try again, or look at Novu");
    };
  }

  /**
   * There was no answer.
   *
   * @param cause what happened, without a full stop; no secrets
   */
  public static NovuAnswer none(URI url, String cause) {
    return new NovuAnswer(
        Kind.AWAY,
        null,
        url + " does not answer (" + cause + "): check novu.url (NOVU_API_URL) and the network");
  }

  /** No request can be made, because the key or the address is malformed. */
  public static NovuAnswer malformed() {
    return new NovuAnswer(
        Kind.BAD,
        null,
        "no request can be made with novu.apiKey (NOVU_API_KEY) and novu.url (NOVU_API_URL):"
            + " copy them again");
  }
}
