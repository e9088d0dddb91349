package dev.segmentnovu.sandbox.environment;

import java.util.Arrays;
import java.util.List;

/** A version of Novu that the sandbox can stand in for. They differ in how triggers are checked. */
public enum NovuVersion {
  /** Takes a trigger for nobody with 201; refuses a bulk call with an item that has no payload. */
  V3_15("3.15"),
  /** Refuses a trigger for nobody; answers an item that has no payload with {@code error}. */
  V3_19("3.19");

  private final String number;

  NovuVersion(String number) {
    this.number = number;
  }

  /**
   * The version of that number, such as {@code 3.19}.
   *
   * @throws IllegalArgumentException if the sandbox does not know it
   */
  public static NovuVersion of(String number) {
    List<String> known = Arrays.stream(values()).map(NovuVersion::toString).toList();
    return Arrays.stream(values())
        .filter(version -> version.number.equals(number))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the sandbox does not know Novu " + number + "; it knows " + known));
  }

  /** Its number. */
  @Override
  public String toString() {
    return number;
  }
}
