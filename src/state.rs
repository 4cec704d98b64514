//! What is kept between runs: the marker of a wrong unattended PIN.
