@NullMarked
package ai.faithful.verify.certificate;

import org.jspecify.annotations.NullMarked;
