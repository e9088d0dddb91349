package dev.segmentnovu.event.intake;

/**
 * Why a request or an event is refused.
 *
 * @param status the HTTP status if the request contains nothing else
 * @param code one of Segment's discard codes where there is one
 * @param message which member is wrong, and what would be right; repeats no value of the client
 */
public record Refusal(int status, String code, String message) {

  /** A refusal with status 400 and code {@code bad_request}. */
  public static Refusal badRequest(String message) {
    return new Refusal(400, "bad_request", message);
  }

  /** A refusal with status 400. */
  public static Refusal of(String code, String message) {
    return new Refusal(400, code, message);
  }

  /** A refusal with status 401. */
  public static Refusal unauthorized(String code, String message) {
    return new Refusal(401, code, message);
  }
}
