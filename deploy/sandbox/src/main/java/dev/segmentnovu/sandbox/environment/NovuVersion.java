package dev.segmentnovu.sandbox.environment;

import java.util.Arrays;
import java.util.List;

/** A version of Novu that the sandbox can stand in for. The versions check triggers differently. */
public enum NovuVersion {
  /**
   * Accepts a trigger without recipients with 201; rejects a batch with an item that has no
   * payload.
   */
  V3_15("3.15"),
  /**
   * Rejects a trigger without recipients; responds with {@code error} to an item that has no
   * payload.
   */
  V3_19("3.19");

  private final String number;

  NovuVersion(String number) {
    this.number = number;
  }

  /**
   * The version with this number, such as {@code 3.19}.
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
