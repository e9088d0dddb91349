package dev.segmentnovu.config;

/**
 * Which requests and events of a source ingest accepts.
 *
 * @param signature which bytes of a webhook its signature must cover
 * @param anonymous what happens to events of users who have no {@code userId} yet
 */
public record AdmissionRules(Signature signature, Anonymous anonymous) {

  /** Which bytes of a webhook {@code X-Signature} must cover. */
  public enum Signature {
    /**
     * The first element of an array, as Segment signs it today, or the whole body. The first form
     * does not protect the other elements: whoever has seen one signed event can append events.
     */
    FIRST_ELEMENT_OR_BODY,
    /** The whole body only. */
    BODY
  }

  /** What happens to events that have an {@code anonymousId} and no {@code userId}. */
  public enum Anonymous {
    /** Ingest answers 200, counts the event and does not queue it. */
    SKIP,
    /** The {@code anonymousId} is the subscriber's id, and the event keeps its order. */
    DELIVER,
    /** Ingest refuses the event. */
    REJECT
  }
}
