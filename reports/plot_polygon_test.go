package reports

import (
	"math"
	"testing"

	"gonum.org/v1/plot/vg"
)

func area(corners []vg.Point) float64 {
	sum := 0.0
	for i := 2; i < len(corners); i++ {
		sum += turn(corners[0], corners[i-1], corners[i]) / 2
	}
	return sum
}

func somePlaces(n int) []vg.Point {
	var places []vg.Point
	for i := range n {
		places = append(places, point(vg.Length(50+50*wave(i)), vg.Length(30+30*wave(3*i+1))))
	}
	return places
}

func TestFieldsFillTheirRectangle(t *testing.T) {
	sum := 0.0
	for _, corners := range fieldsAround(somePlaces(80), 0, 0, 100, 60) {
		sum += area(corners)
	}
	if math.Abs(sum-6000) > 1e-6 {
		t.Errorf("the fields have an area of %v, want that of the rectangle, 6000", sum)
	}
}

func TestFieldsOfAGridAreItsRectangles(t *testing.T) {
	places := []vg.Point{point(1, 1), point(3, 1), point(1, 3), point(3, 3)}
	for i, corners := range fieldsAround(places, 0, 0, 4, 4) {
		if got := area(corners); math.Abs(got-4) > 1e-9 {
			t.Errorf("field %d has an area of %v, want 4", i, got)
		}
	}
}

func TestTrianglesFillTheHullOfTheirPlaces(t *testing.T) {
	corners := []vg.Point{point(0, 0), point(100, 0), point(100, 60), point(0, 60)}
	places := append(corners, somePlaces(60)...)
	places = append(places, places[7]) // twice
	sum := 0.0
	for _, tri := range triangles(places) {
		sum += turn(places[tri[0]], places[tri[1]], places[tri[2]]) / 2
		for i, p := range places {
			if i != tri[0] && i != tri[1] && i != tri[2] && p != places[7] && inCircle(places[tri[0]], places[tri[1]], places[tri[2]], p) {
				a, b, c := places[tri[0]], places[tri[1]], places[tri[2]]
				t.Fatalf("place %v lies in the circle around %v %v %v", p, a, b, c)
			}
		}
	}
	if math.Abs(sum-6000) > 1e-3 {
		t.Errorf("the triangles have an area of %v, want that of the hull, 6000", sum)
	}
}

func TestPlacesOnALineHaveNoTriangles(t *testing.T) {
	if got := triangles([]vg.Point{point(0, 0), point(1, 1), point(2, 2)}); len(got) != 0 {
		t.Errorf("got %v, want none", got)
	}
}

func TestHatchesStayInside(t *testing.T) {
	corners := []vg.Point{point(0, 0), point(10, 0), point(10, 10), point(0, 10)}
	a, b, ok := across(corners, 1, 0, 4)
	if !ok || a.X != 4 || b.X != 4 || math.Abs(float64(a.Y-b.Y)) != 10 {
		t.Errorf("the line x = 4 goes from %v to %v", a, b)
	}
	if _, _, ok := across(corners, 1, 0, 11); ok {
		t.Error("the line x = 11 meets a square that ends at 10")
	}
}
