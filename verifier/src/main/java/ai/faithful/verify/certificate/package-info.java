/**
 * Brackets and verdicts on a teacher and a student, example by example: what the certifier says and
 * how it comes to say it.
 */
@NullMarked
package ai.faithful.verify.certificate;

import org.jspecify.annotations.NullMarked;
